// Read a page: what its tags say of each block, and the text that is copied from it. What `main`
// has, the letters and digits of a text that a person found to be the article, is of the article.
(main) => {
  const FURNITURE = /(^|[-_ ])(nav|menu|breadcrumbs?|crumbs?|share|sharing|social|related|recirc|tags?|comments?|sidebar|newsletter|subscribe|signup|cookie|promo|advert|footer|pagination|toc|skip|feedback|popular|recommended|more-stories|toolbar|login)($|[-_ s])/i;
  const BYLINE = /(^|[-_ ])(byline|author|authors|posted-by|writer|contributor|credit-author)($|[-_ s])/i;
  const DATE = /(^|[-_ ])(date|published|pubdate|timestamp|time|entry-date|updated)($|[-_ s])/i;
  const CAPTION = /(^|[-_ ])(caption|wp-caption-text|credit|image-credit)($|[-_ s])/i;
  const ADDRESS = /@|https?:|www\.|\d[\d ()\/-]{6,}\d/;
  const makeKey = t => t.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
  const isOwn = t => { const k = makeKey(t); return !main || k.length <= 6 || main.includes(k); };
  const shown = e => { const s = getComputedStyle(e); return s.display !== 'none' && s.visibility !== 'hidden'; };
  const clean = t => t.replace(/\s+/g, ' ').trim();
  const names = e => typeof e.className === 'string' ? e.className : '';
  const weigh = e => [...e.querySelectorAll('p, li, dd')].filter(p => shown(p) && !p.closest('nav, footer, aside') && !p.querySelector('p, li'))
      .map(p => clean(p.innerText || '').length).filter(n => n > 50).reduce((a, b) => a + b, 0);
  const total = weigh(document.body);
  if (!total) return null;
  let root = document.body;
  for (;;) {
    const next = [...root.children].find(c => shown(c) && weigh(c) >= 0.75 * total);
    if (!next) break;
    root = next;
  }
  if (/^(P|UL|OL|LI|DL|TABLE|TBODY|TR)$/.test(root.tagName) && root.parentElement) root = root.parentElement;
  const heads = [...document.querySelectorAll('h1')].filter(h => shown(h) && clean(h.innerText).length > 3);
  const about = document.title.toLowerCase();
  let title = heads.find(h => root.contains(h)) || heads.filter(h => h.compareDocumentPosition(root) & 4)
      .sort((a, b) => about.includes(clean(b.innerText).toLowerCase()) - about.includes(clean(a.innerText).toLowerCase()))[0];
  if (!title) {
    title = [...root.querySelectorAll('h1, h2')].find(h => shown(h) && about.includes(clean(h.innerText).toLowerCase()) && clean(h.innerText).length > 8);
  }
  const people = new Set();
  for (const m of document.querySelectorAll('meta[name="author"], meta[property="article:author"]')) people.add(clean(m.content || ''));
  for (const a of document.querySelectorAll('[rel="author"], [itemprop="author"], .author-name, .byline a')) people.add(clean(a.innerText || ''));
  // People select from the title, or from the line or two above it, to the end of the text.
  let apart = null;
  const range = document.createRange();
  range.setStartBefore(root);
  if (title && title.compareDocumentPosition(root) & 4) range.setStartBefore(title);
  else if (title) {
    const above = document.createRange(); above.setStartBefore(root); above.setEndBefore(title);
    if (above.toString().trim().split(/\s*\n\s*|\s{4,}/).length > 3) range.setStartBefore(title);
  }
  if (title) title.setAttribute('data-gold', 'title');
  range.setEndAfter(root);
  if (title && !root.contains(title)) {
    const between = document.createRange(); between.setStartAfter(title); between.setEndBefore(root);
    if (between.toString().length > 1500) { range.setStartBefore(root); apart = title; }
  }
  // A line in bold or in capitals, a term, or what is named so by its class may be a heading without its tag.
  const looksLikeHeading = (b) => {
    const words = clean(b.innerText || ''), bold = b.querySelector('strong, b');
    return words.split(' ').length <= 20 && (b.tagName === 'DT'
      || (bold && clean(bold.innerText) === words) || +getComputedStyle(b).fontWeight >= 600
      || getComputedStyle(b).textTransform === 'uppercase' || (words.length > 3 && /\p{L}{2}/u.test(words) && words === words.toUpperCase())
      || /(^|[-_\s])(sub)?(head|heading|headline|title|h[1-6])([-_\s]|$)/i.test(names(b)));
  };
  const copy = document.createElement('div');
  if (apart) copy.append(apart.cloneNode(true));
  copy.append(range.cloneContents());
  // The whole page as it is copied, with marks where the article, and a title apart from it, stand.
  const put = (at, toStart, sign) => {
    const place = at.cloneRange ? at.cloneRange() : document.createRange();
    if (!at.cloneRange) { if (toStart) place.setStartBefore(at); else place.setStartAfter(at); }
    place.collapse(toStart); place.insertNode(document.createTextNode(sign));
  };
  put(range, false, '\uE001'); put(range, true, '\uE000');
  if (apart) { put(apart, false, '\uE003'); put(apart, true, '\uE002'); }
  const everything = getSelection();
  everything.removeAllRanges(); everything.selectAllChildren(document.body);
  const page = everything.toString();
  document.body.replaceChildren(copy);
  root = copy;
  title = root.querySelector('[data-gold]');
  const whole = root.innerText.length;
  const blocks = [];
  let last = null, lastRow = null;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.nodeValue;
    if (!text.trim()) { if (blocks.length && last && last.contains(node)) blocks[blocks.length - 1].text += ' '; continue; }
    let e = node.parentElement, hidden = false;
    if (!e || /^(STYLE|SCRIPT|TITLE|OPTION|SELECT|TEXTAREA)$/.test(e.tagName)) continue;
    for (let a = e; a && a !== root.parentElement; a = a.parentElement) if (!shown(a)) { hidden = true; break; }
    if (hidden || !e.getClientRects().length) continue;
    let b = e;
    while (b !== root && /^inline/.test(getComputedStyle(b).display)) b = b.parentElement;
    const row = b.closest('tr');
    if (row && root.contains(row) && row.closest('table').querySelectorAll('tr').length > 1 && row.children.length > 1) {
      const cell = b.closest('td, th');
      if (lastRow === row) {
        const block = blocks[blocks.length - 1];
        block.text += (block.cell === cell ? ' ' : '\t') + clean(text); block.cell = cell;
      } else blocks.push({ role: 'row', text: clean(text), cell, head: !!(cell && cell.tagName === 'TH') });
      lastRow = row; last = null; continue;
    }
    lastRow = null;
    if (b === last) { blocks[blocks.length - 1].text += text; continue; }
    last = b;
    const block = { role: 'paragraph', text, e };
    // What holds much of the text is no boilerplate, whatever it is called.
    const path = [];
    for (let a = b; a && a !== root; a = a.parentElement) if (a === b || (a.innerText || '').length < 0.3 * whole || /^(H[1-6]|LI)$/.test(a.tagName)) path.push(a);
    const has = (test) => path.some(test);
    const head = path.find(a => /^H[1-6]$/.test(a.tagName));
    const item = path.find(a => a.tagName === 'LI');
    if (title && title.contains(b)) block.role = 'title';
    // What opens an answer below it is a heading without its tag, though it may be a button.
    else if (!head && clean(b.innerText || '').includes(' ') && has(a => a.tagName === 'SUMMARY' || (a.tagName === 'BUTTON' && (a.hasAttribute('aria-expanded') || /\?/.test(clean(a.innerText || '')))))) block.role = 'strong';
    else if (has(a => /^(NAV|FOOTER|FORM)$/.test(a.tagName) || (a.tagName === 'BUTTON' && !head)) ||
             (clean(b.innerText || '').split(' ').length <= 25 && has(a => a.tagName === 'ASIDE' || FURNITURE.test(names(a))))) {
      block.role = has(a => /crumb/i.test(names(a))) ? 'crumb' : 'boilerplate'; }
    else if (has(a => BYLINE.test(names(a)) || a.getAttribute('rel') === 'author' || a.getAttribute('itemprop') === 'author')) block.role = 'byline';
    else if (has(a => a.tagName === 'TIME' || DATE.test(names(a)))) block.role = 'date';
    else if (has(a => a.tagName === 'FIGCAPTION' || CAPTION.test(names(a)))) block.role = 'caption';
    else if (head) { block.role = 'heading'; block.level = +head.tagName[1]; }
    else if (item) {
      const own = [...item.childNodes].find(n => clean(n.textContent || ''));
      block.role = 'item'; block.ordered = item.parentElement.tagName === 'OL';
      block.number = block.ordered ? [...item.parentElement.children].filter(c => c.tagName === 'LI').indexOf(item) + 1 : 0;
      block.first = !blocks.length || blocks[blocks.length - 1].item !== item; block.item = item;
      // The name of a card: it stands in bold above what else its item says.
      if (block.first && clean(item.innerText || '').length > clean(b.innerText || '').length && looksLikeHeading(b)) block.role = 'strong';
    }
    else if (looksLikeHeading(b)) block.role = 'strong';
    blocks.push(block);
  }
  const called = title ? makeKey(title.innerText) : '';
  for (const [place, block] of blocks.entries()) {
    block.text = block.role === 'row' ? block.text : clean(block.text);
    // A label that shares its block with others, but not its line.
    if (block.role === 'paragraph' && block.e && makeKey(block.e.innerText || '') === makeKey(block.text) && looksLikeHeading(block.e)) block.role = 'strong';
    delete block.cell; delete block.item; delete block.e;
    const words = block.text.split(' ').length;
    if (block.role === 'heading') {
      // Nobody sees a heading in a sentence, an address or a telephone number, whatever its tag is.
      if (words > 20 || (words > 8 && /[.,;]$/.test(block.text)) || ADDRESS.test(block.text) || !/\p{L}/u.test(block.text)) block.role = 'strong';
      else if (place < 6 && makeKey(block.text) === called) block.role = 'title';
    }
    if (/^(paragraph|item|row|heading)$/.test(block.role) && !isOwn(block.text)) block.role = block.role === 'heading' ? 'strong' : 'boilerplate';
  }
  const all = document.createRange();
  all.selectNodeContents(root);
  const selection = getSelection();
  selection.removeAllRanges(); selection.addRange(all);
  return { title: title ? clean(title.innerText) : '', blocks, people: [...people].filter(p => p && p.length < 60 && !/^https?:/.test(p)),
           page, selection: selection.toString(), inner: root.innerText, language: document.documentElement.lang || '' };
}
