#include "services/web/pages/course.h"

#include "lib/taxonomy/code_list.h"
#include "services/web/pages/format.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/names.h"
#include "services/web/pages/schema_org.h"

namespace tabadul::web::pages {
namespace {

using namespace jobs::v1;  // NOLINT: the messages
using schema_org::Json;
using schema_org::Named;

// Google's words.
const char* ModeOf(TrainingMode mode) {
  switch (mode) {
    case TRAINING_MODE_ON_SITE:
      return "Onsite";
    case TRAINING_MODE_ONLINE:
      return "Online";
    case TRAINING_MODE_BLENDED:
      return "Blended";
    default:
      return "";
  }
}

void Set(Json& json, const char* name, const std::string& value) {
  if (!value.empty()) json[name] = value;
}

void AddProvider(const TrainingProvider& provider, std::string_view language, Json& course) {
  course["provider"] = Named("Organization", Choose(provider.name(), language).text);
  Set(course["provider"], "sameAs", provider.url());
}

// When and where it is held. The place of an online offer is its provider's.
void AddInstance(const TrainingOffer& offer, std::string_view language, Json& course) {
  Json instance = Json::object({{"@type", "CourseInstance"}});
  Set(instance, "courseMode", ModeOf(offer.mode()));
  if (offer.hours() > 0) instance["courseWorkload"] = "PT" + std::to_string(offer.hours()) + "H";
  Set(instance, "startDate", IsoDay(offer.start_date()));
  Set(instance, "endDate", IsoDay(offer.end_date()));
  if (offer.seats() > 0) instance["maximumAttendeeCapacity"] = offer.seats();
  if (offer.mode() != TRAINING_MODE_ONLINE) {
    for (const Location& location : offer.locations())
      instance["location"].push_back(schema_org::PlaceOf(location, language));
  }
  if (instance.size() > 1) course["hasCourseInstance"].push_back(instance);
}

// Not stated is not free.
void AddPrice(const TrainingPrice& price, Json& course) {
  const bool free = price.free() == common::v1::TRI_STATE_YES;
  if (!free && price.amount().empty()) return;
  Json offer = {{"@type", "Offer"}, {"category", free ? "Free" : "Paid"}};
  if (!free) {
    schema_org::SetNumber(offer, "price", price.amount());
    offer["priceCurrency"] = price.currency();
  }
  course["offers"].push_back(offer);
}

void AddAward(const Award& award, std::string_view language, Json& course) {
  const std::string name = Choose(award.name(), language).text;
  if (name.empty()) return;
  Json credential = Named("EducationalOccupationalCredential", name);
  const std::string authority = Choose(award.authority(), language).text;
  if (!authority.empty()) credential["recognizedBy"] = Named("Organization", authority);
  course["educationalCredentialAwarded"] = credential;
}

void AddContent(const TrainingOffer& offer, std::string_view language, Json& course) {
  for (const TaughtLanguage& taught : offer.languages()) course["inLanguage"].push_back(taught.language());
  if (!offer.isced_field().empty())
    course["about"] = CodeName(taxonomy::kIscedF2013, offer.isced_field(), language);
  if (!offer.isced_level().empty())
    course["educationalLevel"] = CodeName(taxonomy::kIsced2011, offer.isced_level(), language);
  for (const AcquiredSkill& skill : offer.skills()) {
    if (const Chosen name = Choose(skill.name(), language); !name.text.empty())
      course["teaches"].push_back(name.text);
  }
  Set(course, "coursePrerequisites", Choose(offer.entry().text(), language).text);
}

}  // namespace

std::string Course(const TrainingOfferView& shown, std::string_view language) {
  const TrainingOffer& offer = shown.offer();
  Json course = schema_org::Record("Course", shown.source(), shown.hub_id());
  course["name"] = Choose(offer.title(), language).text;
  Set(course, "description", Choose(offer.description(), language).text);
  AddProvider(offer.provider(), language, course);
  AddContent(offer, language, course);
  AddInstance(offer, language, course);
  AddPrice(offer.price(), course);
  AddAward(offer.award(), language, course);
  return schema_org::ForScript(course);
}

}  // namespace tabadul::web::pages
