"""How widgets are shown in JupyterLab so that a person with a keyboard alone can use them."""

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


def show(box: object) -> None:
    """Show a widget beneath the cell that runs, its keys its own."""
    from IPython.display import Javascript, display

    display(box)
    display(Javascript(ALONE))
