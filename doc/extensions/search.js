// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

'use strict'

// The search: an index of the sections of all pages, made here; doc/ui/js/search.js asks it in the browser, with Lunr.

const fs = require('node:fs')
const lunr = require('lunr')
const { plainText } = require('./html')

const tidy = (text) => text.replace(/\s+/g, ' ').trim()
const blocks = (html) => html.replace(/<\/(?:p|li|td|th|dt|dd|pre|h\d|div)>/g, ' $&')

// The sections of a page, the part before the first heading included.
function sectionsOf (page) {
  const declarations = page.src.module === 'reference' ? /<pre[^>]*>[^]*?<\/pre>/g : /$^/
  const html = String(page.contents).replace(declarations, '')
  const title = tidy(plainText(page.title))
  const found = []
  const heading = /<h([2-4])\b[^>]*\bid="([^"]+)"[^>]*>([^]*?)<\/h\1>/g
  let current = { section: '', hash: '', begin: 0 }
  const end = (position) => found.push({ ...current, text: tidy(plainText(blocks(html.slice(current.begin, position)))) })
  for (let match; (match = heading.exec(html)); ) {
    end(match.index)
    current = { section: tidy(plainText(match[3])), hash: '#' + match[2], begin: heading.lastIndex }
  }
  end(html.length)
  return found
    .filter(({ section, text }) => section || text)
    .map(({ section, hash, text }) => ({ title, section, url: page.pub.url.replace(/^\//, '') + hash, text, guide: page.src.module === 'ROOT' }))
}

// Words as people type them: names with their underscores, and nothing else.
function tokens (text) {
  const found = String(text ?? '').toLowerCase().match(/\w+/g) ?? []
  return found.map((word) => new lunr.Token(word))
}

const indexed = ({ src, out }) =>
  out && src.module !== 'source' && !(src.module === 'reference' && src.relative === 'index.adoc')

// Call it before the pages get their layout.
function collectSections (contentCatalog) {
  return contentCatalog.getPages(indexed).flatMap(sectionsOf)
}

function searchIndex (sections) {
  const index = lunr(function () {
    this.tokenizer = tokens
    this.ref('id')
    this.field('section', { boost: 8 })
    this.field('title', { boost: 4 })
    this.field('text')
    sections.forEach((section, id) => {
      const title = section.section ? '' : section.title
      this.add({ id, ...section, title }, { boost: section.guide ? 1.3 : 1 })
    })
  })
  const rows = sections.map(({ title, section, url, text }) => [title, section, url, text])
  return {
    contents: Buffer.from(`siteSearch.load(${JSON.stringify({ index, rows })})\n`),
    mediaType: 'application/javascript',
    out: { path: 'search-index.js' },
    pub: { url: '/search-index.js', rootPath: '' },
  }
}

// Lunr itself, and its licence, beside the user interface's own scripts.
function searchAssets (playbook, uiCatalog) {
  const folder = `${playbook.ui.outputDir ?? '_'}/js`
  for (const [file, basename] of [['lunr.min.js', 'lunr.min.js'], ['LICENSE', 'lunr.min.js.LICENSE.txt']]) {
    uiCatalog.addFile({
      contents: fs.readFileSync(require.resolve(`lunr/${file}`)),
      type: 'asset',
      path: `js/${basename}`,
      out: { dirname: folder, path: `${folder}/${basename}`, basename },
    })
  }
}

module.exports = { collectSections, searchAssets, searchIndex, sectionsOf, tokens }
