"""`ripple demo`: the whole story on one engine, narrated, its pictures and data left behind."""
