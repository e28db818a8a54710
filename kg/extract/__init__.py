"""What an article says: layers of mentions, and the reports made of them."""
