"""One module for each way of writing frontmatter: how it is read, where its keys are, how one is rewritten."""
