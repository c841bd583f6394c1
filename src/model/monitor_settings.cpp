#include "mlpipe/model/monitor_settings.hpp"

namespace mlpipe {

MonitorSettings merged(const MonitorSettings& first, const MonitorSettings& second) {
    return {first.every_s ? first.every_s : second.every_s, first.after ? first.after : second.after,
            first.cooldown_s ? first.cooldown_s : second.cooldown_s,
            first.on_alert ? first.on_alert : second.on_alert};
}

}  // namespace mlpipe
