"""Units answer where they are: by a signed link without an account, or by replying to our message."""
