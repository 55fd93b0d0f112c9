"""A page as a tree: a plain tag read quickly is read as every other is."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressroom.tree import Tree

PIECES = (
    "<p>",
    "</p>",
    '<a href="x.html" class="a b">',
    '<td data-h="A" data-h="B">',
    "<svg>",
    '<path d="M0 1" fill="red"/>',
    "</svg>",
    '<svg viewBox="0 0 1 1">',
    "<P Class='x'>",
    '<i title="a &amp; b">',
    '<i title="a > b">',
    "<b hidden>",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<style>",
    "</style>",
    "<br>",
    "<!-- <p> -->",
    "<",
    "&lt;",
    "a “b” & c",
    '<a\nhref="y">',
    '<a  id="z" >',
    '<a id="1"id="2">',
)


class Slow(Tree):
    """The same tree, every tag taken apart by the standard library."""

    parse_starttag = HTMLParser.parse_starttag


def shape(tree):
    """Return all that a tree knows, as plain values."""
    return [
        (node.tag, list(node.attrs.items()), node.place, node.end, [str(c) for c in node.children])
        for node in tree.root.order
    ] + [tree.repeated, tree.doctype]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_a_tag_read_quickly_is_read_as_the_standard_library_reads_it(html):
    assert shape(Tree(html)) == shape(Slow(html))


@pytest.mark.parametrize("html", ['<a id="1" id="2">', '<td class="x" title="y" class="z">'])
def test_an_attribute_given_twice_is_told(html):
    assert Tree(html).repeated
