"""What the generated shop sells, where its customers live, and how unevenly both are spread."""

PRODUCTS: dict[str, int] = {
    "notebook": 490, "desk-lamp": 3990, "office-chair": 18900, "water-bottle": 1850,
    "backpack": 6490, "headphones": 12900, "keyboard": 7990, "mouse": 3490,
    "monitor-27": 24900, "usb-c-cable": 1290, "phone-case": 1990, "power-bank": 3290,
    "coffee-mug": 1190, "french-press": 2990, "tea-sampler": 1590, "bookshelf": 11900,
    "wall-clock": 2790, "plant-pot": 990, "floor-rug": 8490, "throw-blanket": 4290,
    "bath-towel": 1690, "yoga-mat": 3190, "running-socks": 1290, "bike-helmet": 5990,
    "camping-stove": 4690, "tent-2p": 15900, "sleeping-bag": 8990, "head-torch": 2690,
    "board-game": 3890, "jigsaw-1000": 1890, "fountain-pen": 4590, "ink-bottle": 1390,
    "cutting-board": 2490, "chef-knife": 6990, "cast-iron-pan": 5490, "spice-rack": 2190,
    "desk-oak": 32900, "standing-desk": 44900, "webcam": 6990, "microphone": 9990,
}  # fmt: skip
"""Unit prices in cents, the most popular product first."""

SOLD_OUT: dict[str, int] = {
    "vinyl-reissue": 2990, "concert-ticket": 7900, "retro-console": 19900, "film-camera": 34900,
}  # fmt: skip
"""Products the world has none of, or too few."""

SERVED = ("DE", "FR", "NL", "AT", "PL", "ES", "IT", "BE", "DK", "SE")
"""Countries with a carrier, most customers first."""

UNSERVED = ("GL", "FK")
"""Countries without a carrier."""

FULL = ("AQ",)
"""Countries whose carrier takes no parcel."""


def popularity(count: int, skew: float = 0.9) -> list[float]:
    """Weights falling with rank as Zipf's law has it: the first is bought most."""
    return [1 / rank**skew for rank in range(1, count + 1)]
