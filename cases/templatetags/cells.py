"""Gives cells of a table the heading of their column, which a phone shows beside each when rows become cards."""

import re

_HEADING = re.compile(r'<th scope="col"[^>]*>(.*?)</th>', re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")
_CELL = re.compile(r"<(?:t[dh]\b|/tr>)(?: data-label(?=[ >]))?")


def label(content: str) -> str:
    """Fill each empty `data-label` of a table's body with the words of its column."""
    head, end, body = content.partition("</thead>")
    if " data-label>" not in body and " data-label " not in body:
        return content
    headings = [_MARKUP.sub("", heading).strip() for heading in _HEADING.findall(head)]
    return head + end + _filled(body, headings)


def _filled(body: str, headings: list[str]) -> str:
    column = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal column
        if match[0] == "</tr>":
            column = 0
            return match[0]
        column += 1
        return f'{match[0]}="{headings[column - 1]}"' if match[0].endswith("data-label") else match[0]

    return _CELL.sub(fill, body)
