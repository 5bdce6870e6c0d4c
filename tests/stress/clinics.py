"""Write clinics that are hard to print: logos of odd shapes, awkward colours, too much or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

WIDE_LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 80" width="300" height="80">
<path d="M10 40 Q40 -10 70 40 T130 40 T190 40" fill="none" stroke="#1f4b6b" stroke-width="10"/>
<circle cx="250" cy="40" r="30" fill="#c8642d"/></svg>
"""
TALL_LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 300" width="60" height="300">
<path d="M30 10 L50 290 L10 290 Z" fill="#1f4b6b"/><circle cx="30" cy="60" r="20" fill="#c8642d"/>
</svg>
"""
PHOTO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 130" width="100" height="130">
<rect width="100" height="130" fill="#dfe7ec"/><circle cx="50" cy="50" r="24" fill="#a9715a"/>
<path d="M10 130 Q50 60 90 130 Z" fill="#1f4b6b"/></svg>
"""
TALL_FIGURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 420" width="100" height="420">
<rect x="5" y="5" width="90" height="410" fill="#dfe7ec" stroke="#1f4b6b" stroke-width="2"/>
<path d="M50 20 V400 M30 380 L50 400 L70 380" fill="none" stroke="#1f4b6b" stroke-width="4"/></svg>
"""
WIDE_FIGURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 90" width="900" height="90">
<rect x="2" y="2" width="896" height="86" fill="#dfe7ec" stroke="#1f4b6b" stroke-width="2"/>
<path d="M20 45 H880 M860 25 L880 45 L860 65" fill="none" stroke="#1f4b6b" stroke-width="4"/></svg>
"""
SMALL_FIGURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="40" height="30">
<rect x="1" y="1" width="38" height="28" fill="#c8642d"/></svg>
"""

DETAILS = """\
tagline = "Skin and hair, near the water"
address = ["3 Quay Road", "Saltholm", "SH2 9QR"]
phone = "01632 960 777"
emergency_phone = "01632 960 778"
email = "desk@harbour-clinic.example"
website = "https://harbour-clinic.example"
hours = ["Monday to Friday, 9 am to 6 pm", "Saturday, 10 am to 2 pm"]
disclaimer = "This handout gives general information. It does not replace advice from us."
feedback = "Something unclear or wrong? Write to desk@harbour-clinic.example."
other_formats = "Ask us for large print, audio or another language."
"""
LOGO = 'logo = "images/logo.svg"\nlogo_alt = "Harbour Clinic"\n'
LONG = """\
tagline = "Dermatology, trichology, plastic and reconstructive surgery, wound care and laser medicine"
address = ["The Old Customs House, Third Floor", "Entrance from Lower Harbour Passage",
  "14 to 22 Great Northern Quay Road", "Saltholm upon the Marshes", "County of East Saltshire",
  "SH2 9QR"]
phone = "+44 (0)1632 960 777, extension 1234"
emergency_phone = "+44 (0)1632 960 778, day and night"
email = "appointments.and.questions@harbour-clinic-for-skin-and-hair.example"
website = "https://www.harbour-clinic-for-skin-and-hair.example/welcome/patients"
hours = ["Monday, Tuesday and Thursday, 8 am to 8 pm", "Wednesday, 8 am to noon",
  "Friday, 8 am to 6 pm", "Saturday, 9 am to 1 pm", "Sunday and on holidays: closed"]
disclaimer = "This handout gives general information. It does not replace advice from us."
"""
LONG_NAME = "Harbour Institute for Dermatology, Trichology and Reconstructive Medicine at Saltholm"


def _clinic(*, primary: str, name: str = "Harbour Clinic", body: str = LOGO + DETAILS) -> str:
    return f'name = "{name}"\n{body}\n[brand]\nprimary = "{primary}"\n'


CLINICS: Mapping[str, str] = {
    "plain": _clinic(primary="#1f4b6b"),
    "no-logo": _clinic(primary="#1f4b6b", body=DETAILS),
    "tall-logo": _clinic(primary="#1f4b6b"),
    "yellow": _clinic(primary="#ffee00"),
    "black": _clinic(primary="#000000"),
    "white": _clinic(primary="#fefefe"),
    "long-name": _clinic(primary="#7a2e5d", name=LONG_NAME, body=LONG),
    "bare": _clinic(primary="#b03a2e", name="Mole", body=""),
    "atkinson": _clinic(primary="#1f6b4f") + 'font = "Atkinson Hyperlegible"\n',
}
"""Each clinic's `clinic.toml`, by the name of its folder."""

AUTHORS: Mapping[str, str] = {
    "rebecca": (
        'name = "Rebecca Marsh"\nrole = "Aesthetician"\ncredentials = "RN, certified laser '
        'technician"\nregistration = "LA 000000"\nbio = "Rebecca has worked with skin for almost '
        'fifteen years."\n'
    ),
    "amina": (
        'name = "Dr Amina Osei"\ncredentials = "MBBS, MRCP (Dermatology), MSc (Clinical Trichology '
        "and Scalp Disorders), Diploma in Practical Dermatology, Fellow of the Royal Society for "
        "Public Health, Honorary Senior Lecturer in Reconstructive Medicine, Member of the "
        'European Society for Hair Research"\nphoto = "images/photo.svg"\nbio = "'
        + "Amina leads the hair clinic. She teaches, she writes, and she still sees patients on "
        "four days a week, because that is what she likes best. "
        * 3
        + '"\nemail = "amina@harbour-clinic.example"\n'
    ),
    "jo": 'name = "Jo"\n',
}


def write_clinic(root: Path, kind: str, articles: Mapping[str, str]) -> None:
    """Write one clinic's folder: its file, authors, pictures and articles."""
    from PIL import Image

    content = root / "content"
    for folder in ("articles", "authors", "images"):
        (content / folder).mkdir(parents=True, exist_ok=True)
    (content / "clinic.toml").write_text(CLINICS[kind], "utf-8")
    for name, text in AUTHORS.items():
        (content / "authors" / f"{name}.toml").write_text(text, "utf-8")
    images = content / "images"
    logo = TALL_LOGO if kind == "tall-logo" else WIDE_LOGO
    for name, text in (
        ("logo", logo),
        ("photo", PHOTO),
        ("tall", TALL_FIGURE),
        ("wide", WIDE_FIGURE),
        ("small", SMALL_FIGURE),
    ):
        (images / f"{name}.svg").write_text(text, "utf-8")
    picture = Image.linear_gradient("L").resize((640, 400)).convert("RGB")
    picture.save(images / "shade.png")
    for name, text in articles.items():
        is_markdown = text.startswith("---")
        target = content / "articles" / f"{name}.md" if is_markdown else root / f"{name}.txt"
        target.write_text(text, "utf-8")
