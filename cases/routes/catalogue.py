"""The ways we know, read from their files; a file with a mistake in it stops everything, by name."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from cases.applications.catalogue import procedures
from cases.applications.procedure import Procedure, Source
from cases.base.datafile import BadFile, read
from cases.routes.route import Precedent, Precedents, Route, objections, unsourced

HERE = Path(__file__).parent


@lru_cache
def routes() -> Mapping[str, Route]:
    """Return every way by the id of its procedure, read once."""
    return load(HERE / "requirements", set(precedents()), procedures())


@lru_cache
def precedents() -> Mapping[str, Precedent]:
    """Return the rulings by their ids, read once."""
    return {one.id: one for one in load_precedents(HERE / "precedents.toml").precedents}


@lru_cache
def precedent_sources() -> Mapping[str, Source]:
    """Return the sources of the rulings by their ids."""
    return {one.id: one for one in load_precedents(HERE / "precedents.toml").sources}


def load(folder: Path, rulings: Iterable[str], known: Mapping[str, Procedure]) -> dict[str, Route]:
    """Read and check the file of every way in a folder."""
    found = {}
    for file in sorted(folder.glob("*.toml")):
        route = read(file, Route)
        wrong = [*objections(route)]
        wrong += [f"unknown ruling {one}" for one in route.precedents if one not in rulings]
        if route.procedure != file.stem or route.procedure not in known:
            wrong.append(f"{route.procedure} is no procedure of the file's name")
        elif route.submitted_by and not any(one.to == route.submitted_by for one in known[route.procedure].moves):
            wrong.append(f"no step leads to {route.submitted_by}")
        if wrong:
            raise BadFile(file, None, "; ".join(wrong))
        found[route.procedure] = route
    return found


def load_precedents(file: Path) -> Precedents:
    """Read and check the file of rulings."""
    found = read(file, Precedents)
    wrong = [f"{one.id}: {reason}" for one in found.precedents for reason in unsourced(one, found.sources)]
    if wrong:
        raise BadFile(file, None, "; ".join(wrong))
    return found
