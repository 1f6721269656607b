"""Posts of about 10 KB, as many as are asked for and always the same ones: prose, lists, links, code, a table.

Those of the kind "code" have three blocks of it and marks in half of their sentences. Those of the kind "prose" have
one, and a mark at every fourth word (emphasis, code, a link).

No two have a paragraph or a block of code in common, so that nothing which remembers what it has seen is measured
instead of the work.
"""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

Kind = Literal["code", "prose"]

_COMMON_WORDS = """
the of and to a in is that it for on with as was at by this from or are be not have an but can which one we you all were
their there been if more when will would who so no said out up into than its about time some could them other then do
now only these two may first any over also after new such because through even most made where must before between own
while should each both under used last another same might still since against part take place here how much many way
work system data server request page file query index cache memory thread process value number result error test change
code name list table row column key field type string function method class module package library version release
deploy build script command option path folder network socket client user session token password account message queue
event log metric latency load balance storage disk block object reference pointer stack heap loop branch merge commit
review author reader editor article draft publish schedule archive search engine word sentence paragraph language
"""
_COMMON = _COMMON_WORDS.split()
_ONSETS, _NUCLEI, _CODAS = (
    letters.split()
    for letters in (
        "b br c ch cl d dr f fl g gr h j k l m n p pl qu r s sh sl st t th tr v w",
        "a ai e ea i ie o oa oo u y",
        "ck d g l ld m n nd ng nt p r rd rk rm s sk ss st t x",
    )
)
_VOCABULARY = 6_000
_TOPICS = [
    "Databases",
    "Networks",
    "Security",
    "Languages",
    "Design",
    "Testing",
    "Operations",
    "Hardware",
    "Writing",
]
_AUTHORS = [
    "Ada Lovelace",
    "Grace Hopper",
    "Edsger Dijkstra",
    "Barbara Liskov",
    "Donald Knuth",
    "Radia Perlman",
]
_TARGET = 10_000
_FIRST_DAY = date(2008, 1, 1)


def write_posts(folder: Path, count: int, kind: Kind = "code") -> None:
    """Write `count` posts into `folder`, one Markdown file each."""
    folder.mkdir(parents=True, exist_ok=True)
    words = _words(random.Random(1))
    for number in range(count):
        name, text = _post(number, words, kind)
        (folder / name).write_text(text, encoding="utf-8")


def _words(dice: random.Random) -> list[str]:
    coined = {
        "".join(dice.choice(_ONSETS) + dice.choice(_NUCLEI) for _ in range(dice.randint(1, 3)))
        + dice.choice(_CODAS)
        for _ in range(_VOCABULARY)
    }
    return [*_COMMON, *sorted(coined)]


class _Writer:
    """Text of one post. Frequent words are frequent, as in any language: about one in their rank."""

    def __init__(self, number: int, words: list[str], kind: Kind) -> None:
        self.dice = random.Random(number)
        self._words = words
        self._kind = kind

    def word(self) -> str:
        place = int(len(self._words) ** self.dice.random()) - 1
        return self._words[place]

    def name(self) -> str:
        return f"{self._words[self.dice.randrange(len(self._words))]}_{self.dice.randint(1, 999)}"

    def words(self, count: int) -> str:
        return " ".join(self.word() for _ in range(count))

    def sentence(self) -> str:
        count = self.dice.randint(7, 20)
        words = [self.word() for _ in range(count)]
        if self._kind == "prose":
            for place in range(1, count, 4):
                words[place] = self._marked(words[place])
        else:
            self._spice(words)
        return " ".join(words).capitalize() + self.dice.choice("....?")

    def _marked(self, word: str) -> str:
        way = self.dice.random()
        if way < 0.35:
            return f"**{word}**"
        if way < 0.65:
            return f"*{word}*"
        if way < 0.85:
            return f"`{self.name()}`"
        return f"[{word}](https://example.org/{self.word()}/{self.dice.randint(1, 9999)})"

    def _spice(self, words: list[str]) -> None:
        spice = self.dice.random()
        place = self.dice.randrange(1, len(words) - 1)
        if spice < 0.12:
            words[place] = f"**{words[place]}**"
        elif spice < 0.24:
            words[place] = f"*{words[place]} {self.word()}*"
        elif spice < 0.36:
            words[place] = f"`{self.name()}`"
        elif spice < 0.44:
            words[place] = (
                f"[{words[place]} {self.word()}](https://example.org/{self.word()}/{self.dice.randint(1, 9999)})"
            )
        elif spice < 0.47:
            words[place] = f"[{words[place]}](/articles/post-{self.dice.randint(0, 9999):05}/)"
        elif spice < 0.55:
            words[place] += ","

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.dice.randint(3, 6)))

    def heading(self) -> str:
        return self.words(self.dice.randint(2, 5)).capitalize()

    def bullets(self, mark: str) -> str:
        return "\n".join(f"{mark} {self.sentence()}" for _ in range(self.dice.randint(3, 6)))

    def table(self) -> str:
        rows = [
            f"| {self.word()} | {self.dice.randint(1, 9999)} | `{self.name()}` |"
            for _ in range(self.dice.randint(4, 7))
        ]
        return "\n".join([f"| {self.word()} | {self.word()} | {self.word()} |", "|---|---:|---|", *rows])

    def code(self, language: str) -> str:
        return f"```{language}\n{_CODE[language](self)}\n```"


def _post(number: int, words: list[str], kind: Kind) -> tuple[str, str]:
    """The file's name and text."""
    writer = _Writer(number, words, kind)
    dice = writer.dice
    day = _FIRST_DAY + timedelta(hours=number * 13)
    title = f"{writer.heading()} {number}"
    tags = sorted({f"tag {dice.randint(1, 20) * dice.randint(1, 15)}" for _ in range(4)})
    head = [
        "---",
        f'title: "{title}"',
        f"date: {day}T{dice.randint(0, 23):02}:{dice.randint(0, 59):02}:00Z",
        f'description: "{writer.sentence().replace("[", "").replace("]", "")}"',
        f'categories: ["{dice.choice(_TOPICS)}"]',
        f"tags: [{', '.join(tags)}]",
        f'authors: ["{dice.choice(_AUTHORS)}"]',
        "---",
    ]
    languages = dice.sample(sorted(_CODE), 1 if kind == "prose" else 3)
    blocks = [writer.paragraph(), writer.paragraph()]
    for part, language in enumerate(languages):
        blocks += [f"## {writer.heading()}", writer.paragraph(), writer.code(language), writer.paragraph()]
        blocks += [writer.bullets("-") if part % 2 else "\n".join(f"> {writer.sentence()}" for _ in range(2))]
    blocks += [f"### {writer.heading()}", writer.table(), writer.bullets("1.")]
    while sum(map(len, blocks)) < _TARGET - 400:
        blocks += [f"## {writer.heading()}", writer.paragraph(), writer.paragraph()]
    return f"post-{number:05}.md", "\n".join(head) + "\n\n" + "\n\n".join(blocks) + "\n"


def _python(writer: _Writer) -> str:
    name, other, n = writer.name(), writer.name(), writer.dice.randint(2, 999)
    return f'''from {writer.name()} import {name}

LIMIT_{n} = {n * 7}  # {writer.words(5)}


class {name.title().replace("_", "")}:
    """{writer.sentence()}"""

    def __init__(self, {other}: int = {n}) -> None:
        self.{other} = {other}
        self._items: dict[str, float] = {{"{writer.word()}": {n / 10}}}

    def {writer.name()}(self, value: str | None = None) -> list[str]:
        if value is None or len(value) > LIMIT_{n}:
            raise ValueError(f"{writer.words(3)}: {{value!r}}")
        return [each.strip() for each in value.split(",") if each not in self._items]


print({name.title().replace("_", "")}({n}).{other})'''


def _javascript(writer: _Writer) -> str:
    name, other, n = writer.name(), writer.name(), writer.dice.randint(2, 999)
    return f"""import {{ {name} }} from "./{writer.word()}.js";

// {writer.words(6)}
export async function {other}(input, {{ retries = {n} }} = {{}}) {{
  const url = `https://example.org/{writer.word()}/${{encodeURIComponent(input)}}`;
  for (let attempt = 0; attempt < retries; attempt += 1) {{
    const response = await fetch(url, {{ method: "POST", headers: {{ "X-{writer.word()}": "{n}" }} }});
    if (response.ok) {{
      const {{ items = [] }} = await response.json();
      return items.filter((item) => item.{writer.word()} !== null).map({name});
    }}
  }}
  throw new Error("{writer.words(4)}");
}}"""


def _bash(writer: _Writer) -> str:
    name, n = writer.name().upper(), writer.dice.randint(2, 999)
    return f"""#!/usr/bin/env bash
set -euo pipefail
# {writer.words(6)}
{name}="${{1:-{writer.word()}}}"
for file in "${name}"/*.{writer.word()}; do
  if [[ -s "$file" && $(wc -l < "$file") -gt {n} ]]; then
    grep -E '^{writer.word()}=[0-9]+' "$file" | sort -u | head -n {n} >> /tmp/{writer.word()}.log
  else
    echo "{writer.words(4)}: $file" >&2
  fi
done
docker run --rm -v "$PWD:/src" {writer.word()}:{n / 10} make {writer.word()}"""


def _sql(writer: _Writer) -> str:
    table, other, n = writer.name(), writer.name(), writer.dice.randint(2, 999)
    return f"""CREATE TABLE {table} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    {other} text NOT NULL DEFAULT '{writer.word()}',
    amount numeric(10, 2) CHECK (amount > {n})
);
-- {writer.words(6)}
SELECT t.{other}, count(*) AS total, max(u.created_at)
FROM {table} AS t
LEFT JOIN {writer.name()} AS u ON u.{writer.word()}_id = t.id AND u.amount BETWEEN {n} AND {n * 3}
WHERE t.{other} ILIKE '%{writer.word()}%'
GROUP BY t.{other}
HAVING count(*) > {n} ORDER BY total DESC LIMIT {n};"""


def _go(writer: _Writer) -> str:
    name, n = writer.word().title(), writer.dice.randint(2, 999)
    return f"""package {writer.word()}

import (
	"context"
	"fmt"
)

// {name}{n} {writer.words(6)}.
type {name}{n} struct {{
	Name  string `json:"{writer.word()}"`
	Count int64
}}

func (x *{name}{n}) Run(ctx context.Context, in <-chan int) error {{
	for v := range in {{
		select {{
		case <-ctx.Done():
			return fmt.Errorf("{writer.words(3)}: %w", ctx.Err())
		default:
			x.Count += int64(v) * {n}
		}}
	}}
	return nil
}}"""


def _css(writer: _Writer) -> str:
    n = writer.dice.randint(2, 999)
    return f"""/* {writer.words(6)} */
:root {{ --{writer.word()}-{n}: #{n:03x}{n:03x}; }}

.{writer.word()} > .{writer.word()}-{n}:not(:last-child)::after {{
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax({n}px, 1fr));
  margin-inline: {n / 10}rem auto;
  background: color-mix(in srgb, var(--{writer.word()}-{n}) {n % 100}%, transparent);
  content: "{writer.word()}";
}}

@media (min-width: {n}px) and (prefers-color-scheme: dark) {{
  a[href^="https"]:hover {{ color: rgb({n % 256} 20 30 / 50%); }}
}}"""


def _json(writer: _Writer) -> str:
    n = writer.dice.randint(2, 999)
    rows = ",\n".join(
        f'    {{"id": {n + each}, "{writer.word()}": "{writer.words(3)}", "done": {"true" if each % 2 else "null"}}}'
        for each in range(6)
    )
    return f'{{\n  "name": "{writer.word()}",\n  "version": "{n}.{n % 7}.0",\n  "items": [\n{rows}\n  ]\n}}'


def _yaml(writer: _Writer) -> str:
    n = writer.dice.randint(2, 999)
    return f"""# {writer.words(6)}
name: {writer.word()}
on:
  push:
    branches: [{writer.word()}, "{writer.word()}/**"]
jobs:
  {writer.name()}:
    runs-on: ubuntu-latest
    timeout-minutes: {n}
    env: {{ {writer.word().upper()}: "{n}" }}
    steps:
      - uses: actions/checkout@v{n % 9}
      - name: {writer.words(3)}
        run: |
          make {writer.word()} -j{n % 8}
          ./{writer.word()} --{writer.word()}={n}"""


def _rust(writer: _Writer) -> str:
    name, n = writer.word().title(), writer.dice.randint(2, 999)
    return f"""use std::collections::HashMap;

/// {writer.words(6)}
#[derive(Debug, Clone)]
pub struct {name}{n}<'a> {{
    items: HashMap<&'a str, Vec<u64>>,
}}

impl<'a> {name}{n}<'a> {{
    pub fn {writer.name()}(&mut self, key: &'a str) -> Result<usize, String> {{
        let found = self.items.entry(key).or_insert_with(|| vec![{n}; {n % 50}]);
        match found.iter().position(|&x| x > {n}) {{
            Some(place) => Ok(place),
            None => Err(format!("{writer.words(3)}: {{}}", key)),
        }}
    }}
}}"""


def _html(writer: _Writer) -> str:
    n = writer.dice.randint(2, 999)
    items = "\n".join(
        f'    <li class="{writer.word()}" data-id="{n + each}"><a href="/{writer.word()}/">{writer.words(3)}</a></li>'
        for each in range(5)
    )
    return f"""<!-- {writer.words(5)} -->
<section id="{writer.word()}-{n}" aria-labelledby="{writer.word()}">
  <h2>{writer.words(3)} &amp; {writer.word()}</h2>
  <ul>
{items}
  </ul>
  <img src="/img/{writer.word()}.png" alt="{writer.words(3)}" width="{n}" loading="lazy">
</section>"""


_CODE = {
    "python": _python,
    "javascript": _javascript,
    "bash": _bash,
    "sql": _sql,
    "go": _go,
    "css": _css,
    "json": _json,
    "yaml": _yaml,
    "rust": _rust,
    "html": _html,
}
