"""Make up names of forty languages in six scripts, always the same for a seed.

Given and family names are common ones of each language. With as many names of each as there are
pairs, one in a hundred is unlike those before it in its letters, as in the list of a large clinic.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

LATIN = {
    "English": ("Amelia Oliver Grace Callum Rowan", "Smith O’Connor MacDonald Ashworth Whittaker"),
    "Welsh": ("Siân Rhys Llŷr Angharad", "Llewellyn ap-Rhys Prŷs"),
    "Irish": ("Niamh Ciarán Aoife Séamus", "Ó-Briain Ní-Mháille Mac-Giolla"),
    "French": ("Élodie Hervé Zoë François", "Lefèvre Château Bœuf L’Hôte"),
    "German": ("Jürgen Käthe Wolfgang-Maximilian Ilse", "Müller Groß Schäfer von-Weizsäcker"),
    "Dutch": ("Anneke Joris Daniël", "van-’t-Hof IJzerman de-Groot"),
    "Spanish": ("José Begoña Íñigo Mateo", "García Núñez Ibáñez de-la-Cruz"),
    "Catalan": ("Núria Lluís Gemma", "Puigdellívol Gal·lart"),
    "Portuguese": ("João Conceição Inês", "Gonçalves Falcão Simões"),
    "Italian": ("Niccolò Chiara Mosè", "D’Angelo Cantù Bufalì"),
    "Swedish": ("Åsa Björn Märta", "Sjöström Håkansson Ljungqvist"),
    "Danish": ("Søren Åse Bjørk", "Kjærgaard Ørsted"),
    "Icelandic": ("Þóra Guðrún Ægir", "Sigurðardóttir Þórsson"),
    "Finnish": ("Väinö Pirjo Hämä", "Hyvönen Mäkelä"),
    "Estonian": ("Õnne Jüri Mäe", "Põldmäe Kõiv"),
    "Latvian": ("Jānis Ķirsis Dzintra", "Bērziņš Kļaviņa Ģēģeris"),
    "Lithuanian": ("Žydrūnas Eglė Šarūnas", "Kučinskas Įdomė"),
    "Polish": ("Łucja Wojciech Świętosława", "Kowalska Żółć Brzęczyszczykiewicz"),
    "Czech": ("Jiří Žofie Zdeněk", "Dvořák Řehoř Čapková"),
    "Slovak": ("Ľubica Ján Vĺča", "Kováč Hŕstka Ďurica"),
    "Hungarian": ("Erzsébet Győző Örs", "Szőke Kovács Űri"),
    "Romanian": ("Ștefan Ioana Țuțu", "Ionescu Brâncuși Șerban"),
    "Croatian": ("Đurđica Željko Ćiro", "Đorđević Šimić Ljubičić"),
    "Turkish": ("İbrahim Işıl Gökçe", "Yılmaz Çağlar Şahin"),
    "Azerbaijani": ("Əli Günay Şəfəq", "Əliyev Hüseynzadə"),
    "Vietnamese": ("Nguyễn Thị Đặng Phương", "Trần Lê Huỳnh Ngọc"),
    "Yoruba": ("Adébáyọ̀ Ọlá Ṣadé", "Adéyẹmí Ọbásanjọ́"),
    "Hausa": ("Ɗanladi Kasimu Hauwa", "Ɓello ’Yar’adua"),
    "Maori": ("Māia Tāne Whetū", "Tūwhare Ngāpō"),
}
GREEK = {"Greek": ("Ελένη Γιώργος Χρυσούλα Άννα", "Παπαδοπούλου Ιωάννου Ξένος Ὀδυσσεύς")}
CYRILLIC = {
    "Russian": ("Наталья Дмитрий Фёдор Ольга", "Иванова Достоевский Щукин"),
    "Ukrainian": ("Євген Їжак Соломія", "Шевченко Ґалаґан О’Дрисколь"),
    "Serbian": ("Ђорђе Љубица Његош", "Ћосић Џаковић"),
    "Bulgarian": ("Йордан Цветана", "Стоянов Ъглов"),
    "Kazakh": ("Әйгерім Нұрсұлтан", "Қасымов Өмірбек"),
}
ARABIC = {
    "Arabic": ("فاطمة محمد أحمد ليلى", "الزهراء بن-علي العباس"),
    "Persian": ("ژاله پریسا گلناز", "چنگیزی کریمی"),
    "Urdu": ("ٹیپو عائشہ", "قریشی بھٹی"),
}
HEBREW = {"Hebrew": ("שרה דוד יעקב רות", "כהן לוי בן־צבי")}
DEVANAGARI = {"Hindi": ("प्रिया कृष्ण लक्ष्मी", "शर्मा सिंह अग्रवाल")}

OURS = {**LATIN, **GREEK, **CYRILLIC}
"""The names that the shipped fonts have."""
ALL = {**OURS, **ARABIC, **HEBREW, **DEVANAGARI}


def make_names(
    count: int, languages: dict[str, tuple[str, str]], seed: int = 2026
) -> Iterator[str]:
    """Yield so many names, none twice: the same pair comes again with an initial between."""
    chance = random.Random(seed)
    seen: set[str] = set()
    while len(seen) < count:
        first, last = (part.split() for part in chance.choice(list(languages.values())))
        name = f"{chance.choice(first)} {chance.choice(last)}"
        while name in seen:
            given, _, family = name.partition(" ")
            name = f"{given} {chance.choice('ABCDEFGHIJKLMNOPRSTVW')}. {family}"
        seen.add(name)
        yield name
