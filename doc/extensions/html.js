// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

'use strict'

// What the converted pages get beside the layout: highlighted code, tables that scroll inside themselves, names for links.

const hljs = require('highlight.js/lib/common')
hljs.registerLanguage('cmake', require('highlight.js/lib/languages/cmake'))

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

// Text of HTML without markup.
function decoded (html) {
  return html.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) =>
    name ? ENTITIES[name] ?? all : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal))
  )
}

const plainText = (html) => decoded(html.replace(/<[^>]*>/g, ''))

function escaped (text) {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c])
}

// Code as HTML, highlighted if the language is known.
function highlighted (text, language) {
  const known = language && hljs.getLanguage(language)
  return known ? hljs.highlight(text, { language, ignoreIllegals: true }).value : escaped(text)
}

function highlightBlocks (html) {
  return html.replace(
    /(<pre[^>]*><code class="language-([\w+-]+)[^>]*>)([^]*?)(<\/code><\/pre>)/g,
    (all, open, language, code, close) =>
      /<(?!\/?span)/.test(code) ? all : open + highlighted(decoded(code), language) + close
  )
}

// A region that scrolls must be reachable by the keyboard, and say what it is.
function wrapTables (html) {
  return html
    .replace(/<table/g, '<div class="table" role="region" aria-label="Table" tabindex="0"><table')
    .replace(/<\/table>/g, '</table></div>')
}

function nameAnchors (html) {
  const named = '<a class="anchor" href="$1" aria-label="Link to this section"></a>'
  return html.replace(/<a class="anchor" href="(#[^"]*)"><\/a>/g, named)
}

const scrollingCode = (html) => html.replace(/<pre(?=[ >])/g, '<pre tabindex="0"')

const dress = (html) => scrollingCode(nameAnchors(wrapTables(highlightBlocks(html))))

module.exports = { decoded, dress, escaped, highlighted, plainText }
