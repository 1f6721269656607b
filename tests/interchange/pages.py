# ruff: noqa: E501, ISC004
"""Pages as a scraper leaves them: plain text, with what the site put around the article."""

GUIDE = """\
Keeping Bees on a Balcony: What the First Year Teaches
Last Updated: March 3rd 2024
Too Long; Didn't Read:
A balcony hive needs shade, water and a patient neighbour. Two colonies are easier than one, and the first honey belongs to the bees.
Most people who start with bees in a city start on a roof. A balcony is closer to the kettle, and that changes more than one would think.
You will look at them every day. That is the best thing about it.
Table of Contents
- Choosing a Hive that Fits
- Water, Shade and the Neighbour’s Washing
- Frequently Asked Questions
Read Next:
Find out why a smoker is a tool for calm beekeepers rather than for calm bees.
Choosing a Hive that Fits
(Up)A hive of eight frames weighs less than one of ten, and you will lift it more often than you believe.
Three things count:
- Weight: a full box must leave your back alone.
- Height: the wind is stronger up there.
1. Ask the landlord before you ask the carpenter.
Water, Shade and the Neighbour's Washing
(Up)Bees fly out in March and clean themselves over whatever hangs below. Plan for it.
A bowl with <cork> and 2 * 3 pebbles_ keeps them from the neighbour's pool.
Frequently Asked Questions
(Up)How much honey does a balcony give?
In a good year fifteen kilograms; in the first year none, and none is the right amount to take.
Is it allowed?
In most cities it is, once the hive is registered.
You may also like the following posts:
Learn what a swarm is worth in May and what it is worth in July.
See how wax is rendered in a kitchen that must stay clean.
Rosa van Dijk
Beekeeper and columnist
Rosa van Dijk has kept bees in four cities. She writes about them on Thursdays and repairs bicycles on the other days, which she says is the same work.
Start typing and press Enter to search
"""

ESSAY = """\
Why the Village Clock Runs Late

Every clock in the valley is right but one, and the one that is wrong is the one that everybody looks at. It has been late since the flood.

By Ann Lee and Bo Chen | May 4, 2023

The keeper says that the pendulum is too long in summer, and that nobody has asked him about the winter.

Read more in the stories section.

He is paid in bread, which he says keeps better time.

Share this
"""

LISTING = "\n".join(
    [
        "As the season turns, gardeners everywhere ask the same question about frost, and the answer depends on the wall "
        "behind the bed more than on any calendar. Find out what a thermometer at ankle height can tell you.",
        "Planting Garlic in October # As the season turns, garlic is the one thing that wants to go into the ground while "
        "everything else wants to come out of it. We look at depth, distance and the old advice about the moon.",
        "In the world of compost there are two schools, and they do not speak. One turns the heap every week, the other "
        "never does, and both have better tomatoes than you. We asked a soil scientist which of them is right.",
        "As the season turns, the pruning saw comes out. Which trees bleed, which trees sulk, and why the neighbour who "
        "prunes in January has the better apples is the subject of this longer piece about patience.",
        "In the world of compost heaters, the promise of free warm water has been made every ten years since 1920. This "
        "time there are numbers, a diagram and a shower that one of us really took in November.",
    ]
)
