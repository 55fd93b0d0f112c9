"""How widgets are shown in JupyterLab so that a person with a keyboard alone can use them."""

import json

# JupyterLab takes letters, arrows and Space for its own commands wherever the focus is not in a
# text box: in a list, d d would delete the cell. The attribute keeps it off the box that has the
# focus. The code runs before its element is part of the page, so it looks again for a while.
ALONE = """
const mark = (times) => {
  const area = element.closest(".jp-OutputArea");
  const keep = (event) => { event.target.dataset.lmSuppressShortcuts = "true"; };
  if (area) area.addEventListener("focusin", keep);
  else if (times) setTimeout(mark, 50, times - 1);
};
mark(100);
"""

# The prose of a notebook names its fields, {place}, as its page will have them filled. A field that
# is none is told, except in code and in a formula, which its page will not show.
FILL = r"""const fill = (root, names) => {
  const listed = Object.keys(names).map((name) => `{${name}}`).join(", ");
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.written && !/\{[a-z]\w*\}/i.test(node.data)) continue;
    node.written ??= node.data;
    const kept = node.parentElement.closest("code") || /\\[a-z]+\{|\^\{/i.test(node.written);
    const told = kept ? "" : ` [no field, or has no value here; there are ${listed}]`;
    const filled = (all, name) => names[name] ?? all + told;
    const said = node.written.replace(/\{([a-z]\w*)\}/gi, filled);
    if (said !== node.data) node.data = said;
  }
};
"""
FILLED = (
    FILL
    + """
const names = %s;
const start = (times) => {
  const book = element.closest(".jp-Notebook");
  if (!book) { if (times) setTimeout(start, 50, times - 1); return; }
  const shown = () => [...book.querySelectorAll(".jp-MarkdownOutput")];
  const all = () => shown().forEach((each) => fill(each, names));
  book.filling?.disconnect();
  book.filling = new MutationObserver(all);
  book.filling.observe(book, {childList: true, subtree: true});
  all();
};
start(100);
"""
)


def fill(names: dict[str, str]) -> None:
    """Fill the fields of the prose of the notebook open in JupyterLab, on the screen alone."""
    from IPython.display import Javascript, display

    display(Javascript(FILLED % json.dumps(names)))


def show(box: object) -> None:
    """Show a widget beneath the cell that runs, its keys its own."""
    from IPython.display import Javascript, display

    display(box)
    display(Javascript(ALONE))
