#include "services/statistics/structures/agency.h"

#include "gtest/gtest.h"
#include "services/statistics/structure/ids.h"

namespace tabadul::statistics {
namespace {

TEST(Agency, IsNamedAfterItsOrganisation) {
  for (const char* const organisation : {"EG/capmas", "DEMO/qx", "SA/gastat-2"}) {
    EXPECT_TRUE(IsNestedNcName(AgencyOf(organisation))) << organisation;
    EXPECT_TRUE(OwnsAgency(organisation, AgencyOf(organisation))) << organisation;
  }
  EXPECT_EQ(AgencyOf("EG/capmas"), "EG_CAPMAS");
}

TEST(Agency, IsWrittenWithWhatIsBelowItByItsOwnerAlone) {
  struct Case {
    const char *organisation, *agency;
    bool owns;
  };
  const Case cases[] = {{"EG/capmas", "EG_CAPMAS", true},
                        {"EG/capmas", "EG_CAPMAS.LABOUR", true},
                        {"EG/capmas", "EG_CAPMASX", false},
                        {"EG/capmas", "EG_CAP", false},
                        {"EG/capmas", "EG_CAPMAS-X", false},
                        {"EG/capmas", "eg_capmas", false},
                        {"EG/cap-mas", "EG_CAPMAS", false},
                        {"EG/capmas", "TABADUL", false},
                        {"EG/capmas", "X.EG_CAPMAS", false},
                        {"", "", false},
                        {"", ".X", false},
                        {"EG/capmas", "", false}};
  for (const Case& one : cases)
    EXPECT_EQ(OwnsAgency(one.organisation, one.agency), one.owns) << one.organisation << " " << one.agency;
}

}  // namespace
}  // namespace tabadul::statistics
