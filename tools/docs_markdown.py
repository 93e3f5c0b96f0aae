"""Markdown of generated pages: what the product's own reports are written with, and what only pages need."""

from lbpolicy.formats.markdown.text import bullets, code, fence, link, page, paragraphs, table, text, url

__all__ = ["anchor", "bullets", "code", "fence", "link", "page", "paragraphs", "table", "text", "url"]


def anchor(name: str) -> str:
    """Return the mark that links with #name lead to."""
    return f'<a id="{name}"></a>'
