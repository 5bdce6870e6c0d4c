"""Make plain text of any length: sentences, paragraphs, headings, always the same."""

from __future__ import annotations

SENTENCES = (
    "Wash the area with lukewarm water and a mild cleanser.",
    "Pat it dry with a clean towel, and do not rub.",
    "A little redness is usual and fades within two days.",
    "Your skin may feel tight, as it does after a day in the wind.",
    "Use a plain moisturiser in the morning and in the evening.",
    "Keep the area out of the sun, and wear a hat when you go out.",
    "We check your skin before we start, and we agree on the area with you.",
    "The cream that makes the skin numb needs about half an hour to work.",
    "Most people go back to work the same day.",
    "Please tell us about every medicine that you take, also those from the supermarket.",
    "Do not scratch, even if the skin itches.",
    "Sleep with your head a little higher for the first night.",
    "If a blister comes up, leave it closed and cover it with a clean dressing.",
    "Swelling round the eyes is at its worst in the morning and goes down by noon.",
    "You can shower, but leave out the bath, the pool and the sauna.",
    "Put a fresh case on your pillow before you go to bed.",
    "The second visit is usually easier, because you know what comes.",
    "We take pictures before and after, so that you can see the change for yourself.",
    "Results take time, since the skin needs weeks to build new fibres.",
    "Call us if something worries you; nobody will think it is silly.",
    "Smoking slows down healing, and every day without it helps.",
    "Drink enough, eat as usual, and have a quiet evening.",
    "Your hair may feel dry for a week or so.",
    "A few small scabs are part of healing and fall off by themselves.",
    "Make-up can wait until the skin has closed.",
    "Write down your questions, and bring them with you.",
    "Somebody you trust is welcome to come along.",
    "We will phone you on the next day to hear how you are.",
)

TITLES = (
    "Before your visit",
    "What we do",
    "How it feels",
    "The first evening",
    "Looking after the skin",
    "What to leave out",
    "When to call us",
    "Your next visit",
    "Sun and wind",
    "Medicines and creams",
)

LONG_WORD = "Hydroxymethylpropylcellulosephthalatecopolymer" * 3
LONG_ADDRESS = (
    "https://www.harbour-clinic.example/handouts/skin/"
    + "-".join(f"section{number}" for number in range(1, 35))
    + "?from=leaflet&edition="
)
LONG_ADDRESS += "x" * (400 - len(LONG_ADDRESS))


def sentences(count: int, start: int = 0) -> str:
    """Return so many sentences in a row, beginning at one of them."""
    return " ".join(SENTENCES[(start + n) % len(SENTENCES)] for n in range(count))


def paragraphs(count: int, start: int = 0, length: int = 4) -> str:
    """Return so many paragraphs of `length` sentences each."""
    return "\n\n".join(sentences(length, start + n * length) for n in range(count))


def section(number: int, body: str, *, title: str = "") -> str:
    """Return a section with one of the titles and the given body."""
    return f"## {title or TITLES[number % len(TITLES)]}\n\n{body}\n"


def article(
    body: str, *, title: str = "Looking after your skin", front: str = "", summary: bool = True
) -> str:
    """Return a whole article; `front` is more front matter, whole lines."""
    lines = [f'title: "{title}"']
    if summary:
        lines.append("summary: What happens, what you can do, and when we should see you again.")
    if "authors:" not in front:
        lines.append("authors: [rebecca]")
    lines += ['version: "1.0"', "published: 2026-05-04"]
    return "---\n" + "\n".join(lines) + "\n" + front + "---\n\n" + body.rstrip() + "\n"
