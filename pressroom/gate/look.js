// Everything that is asked of a page, in one call: each call to a browser costs more than most of
// what it asks. Of a table that may not scroll no cell may reach over its box; one that may has to
// show that it does, by a shade at its edge. What is laid out only in sight is laid out first.
([isOpen, scripts, rules]) => {
  const every = (what, from = document) => [...from.querySelectorAll(what)];
  const open = () => every('details').forEach(each => each.open = true);
  const words = each => each ? each.textContent.trim().slice(0, 40) : '';
  const isSeen = each => { const box = each.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(each).visibility !== 'hidden'; };
  const widest = () => {
    const limit = document.documentElement.clientWidth, root = document.scrollingElement;
    if (root.scrollWidth <= limit) return [root.scrollWidth, ''];
    const last = every('*', document.body).filter(each =>
      each.getBoundingClientRect().right > limit + 1 && !each.closest('.scroll, svg')).pop();
    return [root.scrollWidth, last ? last.tagName + ' ' + last.className + ' ' + words(last) : ''];
  };
  const cut = () => every('.scroll').flatMap(box => {
    const edge = box.getBoundingClientRect().left + box.clientWidth + 1;
    if (!box.checkVisibility() || box.scrollWidth <= box.clientWidth + 1) return [];
    const table = box.querySelector('table');
    const shows = getComputedStyle(box).backgroundImage.includes('gradient');
    if (shows && (!table || table.matches('.wide, .signs'))) return [];
    const over = every('th, td', box).filter(
      each => each.getBoundingClientRect().right > edge);
    return [[box.getAttribute('aria-label') || '', box.scrollWidth - box.clientWidth, over.length,
      words(over.find(each => each.textContent.trim()) || box)]];
  });
  // Where rows are cards, a cell without a value is left out, and the heads are out of sight.
  const dull = () => every('.cards').filter(each => getComputedStyle(each).display === 'block')
    .flatMap(table => [
      ...every('td', table).filter(
        each => isSeen(each) && /^[-–—]?$/.test(each.textContent.trim())),
      ...every('thead, thead tr', table).filter(each => each.getBoundingClientRect().right > 0),
    ].slice(0, 1).map(each => (each.closest('thead') ? 'head ' : each.dataset.h + ' of ') +
      words(each.closest('table'))));
  // Where they are a table, a few words do not stand one to a line beside columns that have room.
  const lines = each => { const all = document.createRange(); all.selectNodeContents(each);
    return new Set([...all.getClientRects()].map(box => Math.round(box.top))).size; };
  const narrow = () => every('.cards td:not(.num, .missing)').filter(each => isSeen(each)
    && getComputedStyle(each).display === 'table-cell' && each.clientWidth < 75
    && each.innerText.trim().length < 40 && lines(each) > 2).slice(0, 1).map(words);
  every('[data-find]').forEach(each => each.classList.add('found'));
  if (isOpen) open();
  const main = document.querySelector('main'), heading = document.querySelector('h1');
  const found = {
    widest: widest(),
    says: (main ? main.innerText : '').length,
    heading: heading !== null && isSeen(heading),
    drawings: every('figure svg.chart').filter(isSeen).length,
    figures: every('figure').length,
    axe: [],
  };
  const end = () => { if (scripts) open();
    return {...found, cut: cut(), dull: dull(), narrow: narrow()}; };
  if (!rules) return end();
  return axe.run(document, {
    runOnly: rules, resultTypes: ['violations'], elementRef: false, preload: false,
  }).then(told => {
    found.axe = told.violations.map(
      v => [v.id, v.help, v.nodes.slice(0, 3).map(n => n.target.join(' '))]);
    return end();
  });
}
