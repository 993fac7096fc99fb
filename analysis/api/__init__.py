"""What `import analysis` offers: a system read, asked, drawn and compared in a line each."""
