"""Charts, by what they draw."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from matplotlib.patches import Patch


def boxes(patches: Iterable[Patch]) -> Iterator[tuple[float, float]]:
    """Yield where each box of some shapes stands and how tall it is; a shape may hold many."""
    for patch in patches:
        path = patch.get_patch_transform().transform_path(patch.get_path())
        starts = [*(path.codes == path.MOVETO).nonzero()[0], len(path.codes)]
        for first, last in pairwise(starts):
            up = path.vertices[first:last, 1]
            yield float(up.min()), float(up.max() - up.min())
