// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

'use strict'

// The documentation's files, as Antora's own reader of git repositories would hand them over, from plain folders: so it
// works without a repository, in any state of one, and with pages that a program has made.

const fs = require('node:fs')
const path = require('node:path')
const yaml = require('js-yaml')

// All files below a folder, as paths with slashes, sorted.
function filesBelow (folder, below = '') {
  const entries = fs.readdirSync(path.join(folder, below), { withFileTypes: true })
  return entries
    .filter((entry) => !entry.name.startsWith('.'))
    .flatMap((entry) => {
      const name = path.posix.join(below, entry.name)
      return entry.isDirectory() ? filesBelow(folder, name) : [name]
    })
    .sort()
}

// A file as the content aggregator makes them.
function contentFile (folder, name) {
  const abspath = path.join(folder, name)
  const extname = path.posix.extname(name)
  const basename = path.posix.basename(name)
  return {
    path: name,
    contents: fs.readFileSync(abspath),
    stat: fs.statSync(abspath),
    src: { path: name, basename, stem: basename.slice(0, basename.length - extname.length), extname, abspath },
  }
}

// The one component version of the site, out of several folders of the same layout.
function componentVersion (folder, ...more) {
  const { display_version: displayVersion, start_page: startPage, ...descriptor } = yaml.load(
    fs.readFileSync(path.join(folder, 'antora.yml'), 'utf8')
  )
  const files = [folder, ...more].flatMap((from) =>
    filesBelow(path.join(from, 'modules')).map((name) => contentFile(from, path.posix.join('modules', name)))
  )
  return { ...descriptor, displayVersion, startPage, files, origins: [] }
}

module.exports = { componentVersion, filesBelow }
