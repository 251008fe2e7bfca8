// How well titles are linked to concepts and coded: beside the baseline, on the same rows of public judged sets
// (the folder of shared data, beside the tree). `./dev bench relevance`.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "lib/ingest/esco.h"
#include "lib/language/fold.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/coder.h"
#include "lib/taxonomy/features.h"
#include "lib/taxonomy/labels.h"
#include "lib/taxonomy/linker.h"
#include "lib/taxonomy/pack.h"
#include "tests/bench/gram_baseline.h"
#include "tests/bench/judgements.h"
#include "tests/bench/report.h"

namespace tabadul::bench {
namespace {

using taxonomy::Coder;
using taxonomy::Linker;
using Bar = std::optional<double>;
using Rank = std::function<std::vector<std::string>(const std::string&)>;

constexpr size_t kDepth = 50;  // a right answer below it counts as none

struct Bars {
  Bar mrr, hit1, hit5;
};

struct Esco {
  std::map<std::string, std::string> groups;  // ISCO unit group by occupation
  std::vector<Title> english, french;
};

double Milliseconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

class Bench {
 public:
  explicit Bench(std::string data) : data_(std::move(data)) {}

  // These parts; all if none is named.
  int Run(const std::set<std::string>& parts) {
    if (!ReadEsco()) return 1;
    const auto wanted = [&parts](const char* part) { return parts.empty() || parts.contains(part); };
    if (wanted("french")) {
      Melo("French to French", "fr", ReadMelo(data_, "melo_corpus_fr", kFrench, kFrench), {0.83, 0.78, {}},
           {0.54, 0.44, {}});
    }
    if (wanted("english")) {
      Melo("English to English", "en", ReadMelo(data_, "melo_corpus_en", kEnglish, kEnglish),
           {0.65, 0.55, {}}, {});
    }
    if (wanted("concepts")) ThroughConcepts();
    if (wanted("talentclef")) TalentClef();
    if (wanted("malaysia")) Malaysia();
    if (wanted("release")) ByTheReleaseAlone();
    if (wanted("arabic")) ArabicSpellings();
    return report_.Finish();
  }

 private:
  static constexpr const char* kFrench = "melo_fr_rome_to_esco";
  static constexpr const char* kEnglish = "melo_en_onet_to_esco";

  // By the pack that a service would read: `tabadul admin taxonomy build` makes the same.
  bool ReadEsco() {
    auto content = ingest::ReadEsco(data_ + "/occupations", {.edition = "1.1.1"});
    if (!content.ok()) return Fail(content.status());
    const std::string folder =
        (std::filesystem::temp_directory_path() / fmt::format("tabadul-bench-esco-{}", getpid())).string();
    const auto digest = taxonomy::WritePack(*std::move(content), folder);
    if (!digest.ok()) return Fail(digest.status());
    const auto pack = taxonomy::LoadPack(folder, "sha256:" + *digest);
    std::filesystem::remove_all(folder);
    if (!pack.ok()) return Fail(pack.status());
    fmt::print("{} {}: {} concepts, {} labels, sha256:{}\n", pack->scheme, pack->edition,
               pack->concepts.size(), pack->labels.size(), pack->digest);
    for (const taxonomy::PackConcept& one : pack->concepts) esco_.groups[one.id] = one.group;
    for (const taxonomy::PackLabel& label : pack->labels) {
      if (label.language == "en" || label.language == "fr")
        (label.language == "en" ? esco_.english : esco_.french)
            .push_back({label.text, pack->concepts[label.of].id});
    }
    return true;
  }
  static bool Fail(const absl::Status& status) {
    fmt::print(stderr, "ESCO: {}\n", status.ToString());
    return false;
  }

  std::string GroupOf(const std::string& reference) const {
    const size_t slash = reference.find('/');
    const std::string id = reference.substr(slash == std::string::npos ? 0 : slash + 1);
    const auto found = esco_.groups.find(id);
    return found == esco_.groups.end() ? id.substr(id.starts_with('C') ? 1 : 0) : found->second;
  }

  std::unique_ptr<Linker> LinkerOf(const std::vector<Title>& labels, std::string_view language,
                                   bool learn) const {
    auto linker = std::make_unique<Linker>();
    std::unordered_set<std::string> named;
    for (const Title& label : labels)
      linker->Add({label.of, GroupOf(label.of), label.text, named.insert(label.of).second}, language);
    learn ? linker->Learn() : linker->Settle();
    return linker;
  }

  static Rank Finder(const Linker& linker, std::string language) {
    return [&linker, language](const std::string& text) {
      std::vector<std::string> ranking;
      for (const taxonomy::Link& link : linker.Find(text, language, kDepth))
        ranking.push_back(link.concept_id);
      return ranking;
    };
  }
  static Rank BaselineRank(const GramBaseline& baseline) {
    return [&baseline](const std::string& text) { return baseline.Rank(text, kDepth); };
  }

  void Compare(const std::string& what, const std::vector<Query>& queries, const Rank& ours,
               const Rank& theirs, const Bars& bars) {
    Measure own, base;
    for (const Query& query : queries) {
      own.Add(ours(query.text), query.answers);
      base.Add(theirs(query.text), query.answers);
    }
    const auto add = [&](const char* name, double value, double baseline, Bar bar) {
      report_.Add({what + ", " + name, value, "", bar, "", 1, 0,
                   fmt::format("{:.3f}; baseline {:.3f}; {} queries", value, baseline, own.queries())});
    };
    add("MRR", own.MeanReciprocalRank(), base.MeanReciprocalRank(), bars.mrr);
    add("hit@1", own.HitAt1(), base.HitAt1(), bars.hit1);
    add("hit@5", own.HitAt5(), base.HitAt5(), bars.hit5);
    add("hit@10", own.HitAt10(), base.HitAt10(), {});
  }

  // Whether a query is a label, but for case, inflection and the feminine beside the masculine.
  static std::vector<Query> NotVerbatim(const JudgedSet& set, std::string_view language) {
    std::unordered_set<std::string> stems;
    for (const Title& label : set.labels) stems.insert(taxonomy::FeaturesOf(label.text, language).stems);
    std::vector<Query> rest;
    for (const Query& query : set.queries) {
      if (!stems.contains(taxonomy::FeaturesOf(query.text, language).stems)) rest.push_back(query);
    }
    return rest;
  }

  void Melo(const std::string& what, const std::string& language, const JudgedSet& set, const Bars& bars,
            const Bars& not_verbatim) {
    const auto begun = std::chrono::steady_clock::now();
    const auto linker = LinkerOf(set.labels, language, true);
    report_.Add({what + ": labels read and learned from",
                 Milliseconds(std::chrono::steady_clock::now() - begun) / 1e3,
                 "s",
                 {},
                 "",
                 1,
                 0,
                 fmt::format("{} labels", set.labels.size())});
    const GramBaseline baseline(set.labels);
    const Rank ours = Finder(*linker, language), theirs = BaselineRank(baseline);
    Compare(what, set.queries, ours, theirs, bars);
    Compare(what + ", no verbatim label", NotVerbatim(set, language), ours, theirs, not_verbatim);
    Speed(what, *linker, language, set);
    Calibration(what, *linker, language, set);
  }

  void Speed(const std::string& what, const Linker& linker, const std::string& language,
             const JudgedSet& set) {
    std::vector<double> took;
    for (const Query& query : set.queries) {
      const auto begun = std::chrono::steady_clock::now();
      linker.Find(query.text, language, 10);
      took.push_back(Milliseconds(std::chrono::steady_clock::now() - begun));
    }
    std::sort(took.begin(), took.end());
    const double median = took[took.size() / 2];
    report_.Add(
        {what + ", links found", 1000 / median, "/s", 1000, "", 1, 0,
         fmt::format("median {:.2f} ms, p99 {:.2f} ms, one thread", median, took[took.size() * 99 / 100])});
  }

  // Among answers whose confidence is about x, a share of about x should be right.
  void Calibration(const std::string& what, const Linker& linker, const std::string& language,
                   const JudgedSet& set) {
    struct Bin {
      double confidence = 0, right = 0, count = 0;
    };
    std::array<Bin, 10> bins;
    for (const Query& query : set.queries) {
      const auto links = linker.Find(query.text, language, 1);
      if (links.empty()) continue;
      Bin& bin = bins[std::min<size_t>(9, static_cast<size_t>(links[0].confidence * 10))];
      bin.confidence += links[0].confidence;
      bin.right += query.answers.contains(links[0].concept_id);
      bin.count += 1;
    }
    double error = 0;
    for (const Bin& bin : bins) error += std::abs(bin.confidence - bin.right);
    report_.Add({what + ", error of the confidence",
                 error / static_cast<double>(set.queries.size()),
                 "",
                 {},
                 "",
                 1,
                 0,
                 "mean distance of confidence and share of right answers; less is better"});
  }

  void TalentClef() {
    const JudgedSet set = ReadTalentClef(data_);
    const auto linker = LinkerOf(set.labels, "en", false);
    const GramBaseline baseline(set.labels);
    Compare("TalentCLEF, English", set.queries, Finder(*linker, "en"), BaselineRank(baseline), {});
  }

  // A French title to the concepts of the English corpus, through the French labels of ESCO.
  void ThroughConcepts() {
    const JudgedSet set = ReadMelo(data_, "melo_corpus_en", "melo_fr_to_en_concepts", kFrench);
    std::unordered_set<std::string> known, stems;
    for (const Title& label : set.labels) known.insert(label.of);
    for (const Query& query : set.queries) stems.insert(taxonomy::FeaturesOf(query.text, "fr").stems);
    std::vector<Title> all, without;
    for (const Title& label : esco_.french) {
      Title title{label.text, "occupation/" + label.of};
      if (!known.contains(title.of)) continue;
      if (!stems.contains(taxonomy::FeaturesOf(title.text, "fr").stems)) without.push_back(title);
      all.push_back(std::move(title));
    }
    OneThroughConcepts("French to English concepts", set, all, {0.80, 0.76, {}});
    OneThroughConcepts("French to English concepts, labels equal to a query removed", set, without,
                       {0.43, {}, {}});
  }
  void OneThroughConcepts(const std::string& what, const JudgedSet& set, const std::vector<Title>& labels,
                          const Bars& bars) {
    const auto linker = LinkerOf(labels, "fr", false);
    for (const Title& label : set.labels) linker->Add({label.of, GroupOf(label.of), label.text, false}, "en");
    linker->Learn();
    const GramBaseline baseline(labels);
    Compare(what, set.queries, Finder(*linker, "fr"), BaselineRank(baseline), bars);
  }

  // Coded titles of a public board: half of the titles is learned, the other half coded; no title is in both.
  void Malaysia() {
    Coder coder;
    for (const Title& label : esco_.english)
      coder.AddLabel(label.text, "en", {label.of, esco_.groups[label.of]});
    std::vector<Title> learned;
    std::vector<Query> codes, groups;
    for (const auto& row : ReadTable(data_ + "/matching/my_myfuturejobs_titles_esco.csv", ',')) {
      const auto group = esco_.groups.find(row[1]);
      if (group == esco_.groups.end()) continue;
      if (InFirstHalf(row[0])) {
        learned.push_back({row[0], row[1]});
      } else {
        codes.push_back({row[0], {row[1]}});
        groups.push_back({row[0], {group->second}});
      }
    }
    Shuffle(learned);
    const auto begun = std::chrono::steady_clock::now();
    for (const Title& title : learned) coder.Learn(title.text, "en", {title.of, esco_.groups[title.of]});
    const double seconds = Milliseconds(std::chrono::steady_clock::now() - begun) / 1e3;
    report_.Add({"Malaysian titles learned, one by one",
                 static_cast<double>(learned.size()) / seconds,
                 "/s",
                 {},
                 "",
                 1,
                 0,
                 fmt::format("{} titles beside {} labels", learned.size(), esco_.english.size())});
    std::vector<Title> by_group = esco_.english;
    for (Title& label : by_group) label.of = esco_.groups[label.of];
    const GramBaseline group_baseline(by_group), code_baseline(esco_.english);
    Compare("Malaysian titles, unit groups", groups, Suggester(coder, true), BaselineRank(group_baseline),
            {{}, 0.47, 0.74});
    Compare("Malaysian titles, ESCO", codes, Suggester(coder, false), BaselineRank(code_baseline),
            {{}, 0.40, {}});
    const auto coding = std::chrono::steady_clock::now();
    for (const Query& query : groups) coder.Suggest(query.text, "en");
    const double each =
        Milliseconds(std::chrono::steady_clock::now() - coding) / static_cast<double>(groups.size());
    report_.Add(
        {"Malaysian titles, coded", 1000 / each, "/s", {}, "", 1, 0, fmt::format("{:.2f} ms each", each)});
  }
  // What a hub knows on its first day, without a pack and before any record: ISCO's names and the project's job titles.
  void ByTheReleaseAlone() {
    Linker linker;
    Coder coder;
    taxonomy::AddIscoLabels(linker);
    taxonomy::AddIscoLabels(coder);
    std::vector<Title> names;
    for (const taxonomy::CodeList::Code& code : taxonomy::List(taxonomy::kIsco08).codes()) {
      if (code.code.size() == 4) names.push_back({code.en, code.code});
    }
    const GramBaseline baseline(names);
    std::vector<Query> index, malaysia;
    for (const auto& row : ReadTable(data_ + "/occupations/isco08_index_titles.csv", ','))
      index.push_back({row[0], {row[2]}});
    for (const auto& row : ReadTable(data_ + "/matching/my_myfuturejobs_titles_esco.csv", ',')) {
      const auto group = esco_.groups.find(row[1]);
      if (group != esco_.groups.end()) malaysia.push_back({row[0], {group->second}});
    }
    Compare("Release alone, ISCO's index of titles, linked", index, Finder(linker, "en"),
            BaselineRank(baseline), {});
    Compare("Release alone, Malaysian titles, coded", malaysia, Suggester(coder, true),
            BaselineRank(baseline), {});
  }
  static Rank Suggester(const Coder& coder, bool by_group) {
    return [&coder, by_group](const std::string& text) {
      std::vector<std::string> ranking;
      for (const auto& suggestion : coder.Suggest(text, "en", kDepth, by_group))
        ranking.push_back(suggestion.code);
      return ranking;
    };
  }
  // By the folded title, so that no two spellings part.
  static uint64_t HashOf(const std::string& title) {
    uint64_t hash = 14695981039346656037ULL;
    for (const char c : language::Fold(title))
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash ^ (hash >> 31);
  }
  static bool InFirstHalf(const std::string& title) { return HashOf(title) % 2 == 0; }
  // The file has the titles of a code together; records arrive mixed.
  static void Shuffle(std::vector<Title>& titles) {
    std::sort(titles.begin(), titles.end(), [](const Title& a, const Title& b) {
      return std::pair(HashOf(a.text), a.of) < std::pair(HashOf(b.text), b.of);
    });
  }

  // Every variant of a title's spelling finds the same first 20 titles, in the same order, as the title itself.
  void ArabicSpellings() {
    Linker linker;
    std::vector<std::array<std::string, 2>> queries;  // variant, text
    for (auto& row : ReadTable(data_ + "/relevance/ar_jadarat2022_titles_queries.tsv", '\t')) {
      if (row[1] == "exact") linker.Add({row[2], "", row[2], true}, "ar");
      queries.push_back({row[1], row[2]});
    }
    linker.Settle();
    const auto first20 = [&linker](const std::string& text) {
      std::vector<std::string> found;
      for (const taxonomy::Link& link : linker.Find(text, "ar", 20)) found.push_back(link.concept_id);
      return found;
    };
    size_t same = 0, variants = 0, right = 0;
    std::vector<std::string> exact;
    std::string title;
    for (const auto& [variant, text] : queries) {
      const std::vector<std::string> found = first20(text);
      if (variant == "exact") {
        exact = found;
        title = text;
        continue;
      }
      ++variants;
      same += found == exact;
      right += !found.empty() && found[0] == title;
      if (found != exact) fmt::print("  not the same: {} ({} of {})\n", text, variant, title);
    }
    const auto share = [&variants](size_t count) {
      return static_cast<double>(count) / static_cast<double>(variants);
    };
    report_.Add({"Arabic spelling variants, same first 20", share(same), "", 1.0, "", 1, 0,
                 fmt::format("{} variants", variants)});
    report_.Add({"Arabic spelling variants, the title first", share(right), "", {}, "", 1, 0, ""});
  }

  const std::string data_;
  Esco esco_;
  Report report_{"relevance"};
};

}  // namespace
}  // namespace tabadul::bench

int main(int argc, char** argv) {
  const std::set<std::string> known = {"french",   "english", "concepts", "talentclef",
                                       "malaysia", "release", "arabic"};
  const std::set<std::string> parts(argv + 1, argv + argc);
  for (const std::string& part : parts) {
    if (known.contains(part)) continue;
    std::fprintf(
        stderr,
        "usage: bench_relevance [french] [english] [concepts] [talentclef] [malaysia] [release] [arabic]\n");
    return part == "--help" ? 0 : 2;
  }
  const std::string data = "../shared/data";
  if (!std::filesystem::exists(data + "/relevance")) {
    std::fprintf(stderr, "skipped: there is no %s\n", data.c_str());
    return 0;
  }
  return tabadul::bench::Bench(data).Run(parts);
}
