"""What ten changes did, as one HTML page: no script, nothing fetched, fit for print."""

from analysis.experiments.page.document import Exhibit, page

__all__ = ["Exhibit", "page"]
