"""The tables that `make bench` prints."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_GROWTH: Final = 1.2
Figures = Mapping[str, Any]


def table(cases: int, measured: Sequence[Figures]) -> Iterator[str]:
    """Yield the lines for one size; a page above its limit is marked."""
    bare = measured[0]["median"]
    yield f"{cases:,} cases in teams of 5,000; two workers, two cores; milliseconds seen by the client"
    yield f"{'':24}{'p50':>8}{'p95':>8}{'req/s':>8}{'queries':>9}{'kB':>7}{'x bare':>8}{'limit':>7}"
    for page in measured:
        times = page["median"] / bare
        limit = f"{page['limit']:g}" if page["limit"] else ""
        crowd = f"{page['per_second']:.0f}" if page["per_second"] else ""
        queries = page["queries"] or ""
        mark = " <" if page["limit"] and times > page["limit"] else ""
        yield (
            f"{page['name']:24}{page['median']:8.1f}{page['p95']:8.1f}{crowd:>8}{queries:>9}{page['kilobytes']:7.1f}"
            f"{times:8.2f}{limit:>7}{mark}"
        )


def growth(measured: Mapping[int, Sequence[Figures]]) -> Iterator[str]:
    """Yield how each page grew from the smallest size to the largest, in bare pages of each run."""
    small, large = min(measured), max(measured)
    if small == large:
        return
    yield f"Growth from {small:,} to {large:,} cases (aim: at most {_GROWTH:g})"
    for before, after in zip(measured[small], measured[large], strict=True):
        ratio = (after["median"] / measured[large][0]["median"]) / (before["median"] / measured[small][0]["median"])
        yield f"{before['name']:24}{ratio:8.2f}{' <' if ratio > _GROWTH else ''}"
