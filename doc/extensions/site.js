// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

'use strict'

// Antora's extension that makes the site of the working tree: its pages, those that tools/reference.py has made (in the
// folder BOOST_SERIAL_EXT_DOCS_GENERATED), the changelog, a page for each file that a page links to, and the search index.

const path = require('node:path')
const { componentVersion } = require('./tree')
const { addChangelog, addFigures, SourcePages } = require('./source')
const { dress } = require('./html')
const { collectSections, searchAssets, searchIndex } = require('./search')

const root = path.resolve(__dirname, '../..')

module.exports.register = function () {
  const generated = process.env.BOOST_SERIAL_EXT_DOCS_GENERATED
  if (!generated) throw new Error('BOOST_SERIAL_EXT_DOCS_GENERATED is not set: run tools/build_docs.sh')
  let sections

  this.on('contentAggregated', ({ contentAggregate }) => {
    contentAggregate.push(componentVersion(path.join(root, 'doc'), generated))
  })
  this.on('uiLoaded', ({ playbook, uiCatalog }) => searchAssets(playbook, uiCatalog))
  this.on('contentClassified', ({ contentCatalog }) => {
    addChangelog(contentCatalog, root)
    addFigures(contentCatalog, root)
  })
  this.on('documentsConverted', ({ contentCatalog }) => {
    const pages = contentCatalog.getPages((page) => page.out && page.src.module !== 'source')
    const sources = new SourcePages(contentCatalog, root, this.getLogger('source'))
    for (const page of pages) {
      page.contents = Buffer.from(dress(sources.relink(page, String(page.contents))))
    }
    sections = collectSections(contentCatalog)
  })
  this.on('beforePublish', ({ siteCatalog }) => siteCatalog.addFile(searchIndex(sections)))
}
