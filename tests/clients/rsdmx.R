# R reads the hub as statisticians read other institutes, by rsdmx, whose paths end with slashes: dataflows, a structure with
# its code lists, data. Run by rsdmx_test.cc: TABADUL_SDMX is the root, TABADUL_AUTHORITY who has signed the site's certificate.
suppressPackageStartupMessages(library(rsdmx))
root <- Sys.getenv("TABADUL_SDMX")
httr::set_config(httr::config(cainfo = Sys.getenv("TABADUL_AUTHORITY")))

expect <- function(what, holds) {
  if (!isTRUE(holds)) stop(what, call. = FALSE)
}
read <- function(path) readSDMX(paste0(root, path))

flows <- as.data.frame(read("/dataflow/all/all/latest/"))
expect("the dataflow is listed", "DF_UNEMPLOYMENT" %in% flows$id)
expect("dataflows have names", any(grepl("^Name", names(flows))))

structure <- read("/datastructure/TABADUL/DSD_LABOUR/latest/?references=children")
lists <- slot(structure, "codelists")
expect("the structure has its code lists", "CL_SEX" %in% sapply(slot(lists, "codelists"), slot, "id"))
sexes <- as.data.frame(lists, codelistId = "CL_SEX")
expect("the code list has its codes", all(c("SEX_T", "SEX_F", "SEX_M") %in% sexes$id))
expect("the structure has its concepts", nrow(as.data.frame(slot(structure, "concepts"))) > 5)

key <- "A.EGY.UNE_DEAP_RT.SEX_T.AGE_YTHADULT_YGE15.EDU_AGGREGATE_TOTAL.GEO_COV_NAT"
data <- as.data.frame(read(paste0("/data/DF_UNEMPLOYMENT/", key, "/all/?startPeriod=2021&endPeriod=2022")))
expect("two observations", nrow(data) == 2)
expect("dimensions are columns", all(c("FREQ", "REF_AREA", "INDICATOR", "SEX") %in% names(data)))
expect("the country", all(data$REF_AREA == "EGY"))
expect("the periods", identical(as.character(data$obsTime), c("2021", "2022")))
expect("the values", isTRUE(all.equal(as.numeric(data$obsValue), c(7.1, 6.6))))

all <- as.data.frame(read("/data/DF_UNEMPLOYMENT/all/all/"))
expect("all of the dataflow", nrow(all) >= 3)
