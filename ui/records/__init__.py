"""What a library remembers of its use: questions asked, what was quoted, what readers said of it."""
