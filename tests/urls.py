"""Every address of the site, by its name."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def patterns(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Name and pattern of every address, those of the admin included."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLPattern):
            yield f"{space}{part.name}", part
        else:
            yield from patterns(part, f"{space}{part.namespace}:" if part.namespace else space)
