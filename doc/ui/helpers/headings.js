// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

'use strict'

// The headings of a page for its table of contents; none for a page with one or two.
module.exports = (contents) => {
  const found = []
  for (const [, level, id, html] of String(contents).matchAll(/<h([23])\b[^>]*\bid="([^"]+)"[^>]*>([^]*?)<\/h\1>/g)) {
    found.push({ level, id, title: html.replace(/<\/?a\b[^>]*>/g, '').trim() })
  }
  return found.length > 2 ? found : undefined
}
