"""Where posts were found on the site that they come from: the rules of its generator, and what its settings say.

    settings.py     the settings of a source's generator, whatever language they are written in
    page.py         what a rule may know of a post
    calendar.py     the words for the parts of a date
    words.py        how each generator makes a part of an address from a title
    hugo.py, jekyll.py, hexo.py, pelican.py, supposed.py, others.py      the rules
    rules.py        which of them holds in a source

Pure: settings and documents in, paths out. A rule is a plain value, so that it can be handed to another process.
"""
