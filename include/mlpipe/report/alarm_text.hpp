// What a watch tells, as text that reads well in a mail and in a log.
#pragma once
#include <string>

#include "mlpipe/model/alarm.hpp"

namespace mlpipe {

// One line, without its end: "drift: 3 columns drift (flights, stage monitor)".
std::string alarm_subject(const Alarm& alarm);
// The subject, and all that somebody needs who is woken by it. Lines with their ends, no colour.
std::string alarm_text(const Alarm& alarm);

}  // namespace mlpipe
