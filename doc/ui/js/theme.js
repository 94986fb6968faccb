// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Before anything is drawn: the colours that the reader has chosen before, and that there are scripts.
(() => {
  let chosen = null
  try {
    chosen = localStorage.getItem('theme')
  } catch { /* a browser that keeps nothing for local files: the system's colours */ }
  const asked = new URLSearchParams(location.search).get('theme')
  if (asked || chosen) document.documentElement.dataset.theme = asked || chosen
  document.documentElement.classList.add('js')
})()
