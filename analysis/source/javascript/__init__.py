"""JavaScript and TypeScript as files: found as Node and bundlers find them, parsed, never run."""
