"""What the acceptance stories of the changes share with the stories of the order itself."""

from tests.stories.conftest import mark, shop

__all__ = ["mark", "shop"]
