// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

'use strict'

// Pages of files that are no pages: the changelog, and whatever file of the repository a page links to.

const fs = require('node:fs')
const path = require('node:path')
const { Marked } = require('marked')
const { dress, escaped, highlighted, plainText } = require('./html')
const { filesBelow } = require('./tree')

const REPOSITORY = 'repository:' // how links to files of the repository begin until they are resolved
const LANGUAGES = {
  hpp: 'cpp', ipp: 'cpp', cpp: 'cpp', h: 'cpp', c: 'c', py: 'python', sh: 'bash', cmake: 'cmake', json: 'json', js: 'javascript',
  yml: 'yaml', yaml: 'yaml', css: 'css',
}
const SHOWN_LINES = 1000 // of longer files, which are data, only the first
const UNLISTED = /^(build|bin|bin\.v2|__pycache__|node_modules)$/

// The one component version that there is, as an id begins.
function componentOf (contentCatalog) {
  const { name, latest } = contentCatalog.getComponents()[0]
  return { component: name, version: latest.version }
}

// Markdown as HTML; `folder` is what its relative links start from, below the repository's root.
function markdown (text, folder) {
  const outside = /^(#|[a-z]+:)/
  const resolved = (href) => (outside.test(href) ? href : REPOSITORY + path.posix.join(folder, href))
  const ids = new Map()
  const marked = new Marked({ gfm: true })
  marked.use({
    walkTokens: (token) => {
      if (token.type === 'link' || token.type === 'image') token.href = resolved(token.href)
    },
    renderer: {
      heading ({ tokens, depth }) {
        const html = this.parser.parseInline(tokens)
        const base = plainText(html).toLowerCase().replace(/[^\w\- ]/g, '').replace(/ /g, '-')
        const count = ids.get(base) ?? 0
        ids.set(base, count + 1)
        const id = base + (count ? `-${count}` : '')
        return `<h${depth} id="${id}"><a class="anchor" href="#${id}"></a>${html}</h${depth}>\n`
      },
      code ({ text: code, lang }) {
        return `<div class="listingblock"><pre><code class="language-${lang || 'text'}">${escaped(code)}</code></pre></div>\n`
      },
    },
  })
  return marked.parse(text)
}

// The text without its first heading, and that heading.
function titled (text, fallback) {
  const found = /^# (.+)\n/.exec(text)
  return found ? [found[1].replace(/`/g, ''), text.slice(found[0].length)] : [fallback, text]
}

// A page out of HTML; `file` is what it is made of, for messages.
function addPage (contentCatalog, module, relative, title, html, role, file) {
  return contentCatalog.addFile({
    contents: Buffer.from(html),
    title: escaped(title),
    asciidoc: { doctitle: escaped(title), xreftext: escaped(title), navtitle: escaped(title), attributes: { role, 'page-role': role } },
    src: { ...componentOf(contentCatalog), module, family: 'page', relative, mediaType: 'text/html', path: file },
  })
}

// The changelog must be there before pages that link to it are converted.
function addChangelog (contentCatalog, root) {
  const [title, text] = titled(fs.readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'), 'Changelog')
  addPage(contentCatalog, 'ROOT', 'changelog.adoc', title, markdown(text, ''), 'changelog', 'CHANGELOG.md')
}

// The drawings of the benchmarks, for `image::bench/results/NAME.svg[]` in pages.
function addFigures (contentCatalog, root) {
  const folder = 'bench/results'
  for (const name of fs.readdirSync(path.join(root, folder)).filter((it) => /\.(svg|png)$/.test(it))) {
    contentCatalog.addFile({
      contents: fs.readFileSync(path.join(root, folder, name)),
      src: { ...componentOf(contentCatalog), module: 'ROOT', family: 'image', relative: `${folder}/${name}` },
    })
  }
}

class SourcePages {
  constructor (contentCatalog, root, logger) {
    Object.assign(this, { contentCatalog, root, logger, pages: new Map() })
  }

  // The HTML of a page with its links to files of the repository turned into links to pages.
  relink (page, html) {
    const to = (url) => path.posix.relative(path.posix.dirname(page.pub.url), url)
    return html.replace(/\b(href|src)="(?:repository:|(?:\.\.\/){4})([^"#]*)(#[^"]*)?"/g, (_, name, target, fragment = '') => {
      const file = decodeURI(target).replace(/\/$/, '')
      const found = name === 'src' ? this.image(file) : this.page(file)
      if (found) return `${name}="${to(found.pub.url)}${fragment}"`
      this.logger.error({ file: page.src }, 'there is no such file in the repository: %s', file || target)
      return `${name}="#"`
    })
  }

  image (file) {
    return this.contentCatalog.getById({ ...componentOf(this.contentCatalog), module: 'ROOT', family: 'image', relative: file })
  }

  // The page that shows a file or a folder, made if need be; none if that is not there.
  page (file) {
    const own = /^doc\/modules\/(\w+)\/pages\/(.+)$/.exec(file === 'CHANGELOG.md' ? 'doc/modules/ROOT/pages/changelog.adoc' : file)
    if (own) return this.contentCatalog.getById({ ...componentOf(this.contentCatalog), module: own[1], family: 'page', relative: own[2] })
    if (file.startsWith('..') || !fs.existsSync(path.join(this.root, file))) return undefined
    if (!this.pages.has(file)) this.make(file)
    return this.pages.get(file)
  }

  make (file) {
    const folder = fs.statSync(path.join(this.root, file)).isDirectory()
    const name = file.replace(/(^|\/)(?=_)/g, '$1-') // what begins with an underscore is not published
    const relative = folder ? path.posix.join(name, 'index.adoc') : `${name}.adoc`
    const [title, html] = folder ? this.listing(file) : this.contentsOf(file)
    const page = addPage(this.contentCatalog, 'source', relative, title, '', 'source', file)
    this.pages.set(file, page) // first, since files link to each other
    page.contents = Buffer.from(dress(this.relink(page, html)))
  }

  contentsOf (file) {
    const extension = path.posix.extname(file).slice(1)
    if (/^(svg|png)$/.test(extension)) return [file, `<p><img src="${REPOSITORY}${file}" alt="${escaped(file)}"></p>`]
    const text = fs.readFileSync(path.join(this.root, file), 'utf8')
    if (text.includes('\0')) return [file, '<p>This file is no text.</p>']
    if (extension === 'md') return [file, markdown(text.replace(/^# /, '## '), path.posix.dirname(file))]
    const language = path.posix.basename(file) === 'CMakeLists.txt' ? 'cmake' : LANGUAGES[extension]
    const lines = text.replace(/\n$/, '').split('\n')
    const shown = lines.slice(0, SHOWN_LINES)
    const code = shown.join('\n')
    const numbers = shown.map((_, i) => i + 1).join('\n')
    const rest = shown.length < lines.length ? `<p>The first ${SHOWN_LINES} of ${lines.length} lines.</p>\n` : ''
    return [
      file,
      `${rest}<div class="numbered"><pre class="numbers" aria-hidden="true">${numbers}</pre>` +
        `<pre class="file"><code>${highlighted(code, language)}</code></pre></div>`,
    ]
  }

  listing (folder) {
    const entries = fs.readdirSync(path.join(this.root, folder), { withFileTypes: true })
    const names = entries
      .filter((entry) => !entry.name.startsWith('.') && !UNLISTED.test(entry.name) && !entry.name.endsWith('.pyc'))
      .filter((entry) => !entry.isDirectory() || filesBelow(path.join(this.root, folder, entry.name)).length)
      .map((entry) => entry.name + (entry.isDirectory() ? '/' : ''))
      .sort()
    const items = names.map((name) => `<li><a href="${REPOSITORY}${path.posix.join(folder, name)}">${escaped(name)}</a></li>`)
    const readme = names.includes('README.md') ? this.contentsOf(path.posix.join(folder, 'README.md'))[1] : ''
    return [`${folder}/`, `<ul class="files">\n${items.join('\n')}\n</ul>\n${readme}`]
  }
}

module.exports = { SourcePages, addChangelog, addFigures, markdown }
