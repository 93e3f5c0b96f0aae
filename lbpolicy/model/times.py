"""Times that a verdict may be about."""

from datetime import datetime

_FIRST, _LAST = 1970, 9998
"""Years. Formats count milliseconds from the first on; a year after the last one there is time for zones."""


def is_bearable(moment: datetime) -> bool:
    """Tell whether every zone and every format can say a time; without a zone it is in UTC."""
    return _FIRST <= moment.year <= _LAST and (moment.tzinfo is None or moment.timestamp() >= 0)
