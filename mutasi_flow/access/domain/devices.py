"""What a browser calls itself, in words that its owner recognises."""

READ_AT_MOST = 1_000
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""Sign and name, the more special first: nearly all claim to be Chrome and Safari too."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def name_device(agent: str) -> str:
    """Return browser and system such as "Chrome, Android" from a ``User-Agent``; empty when it names neither."""
    text = agent[:READ_AT_MOST]
    found = (next((name for sign, name in names if sign in text), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))
