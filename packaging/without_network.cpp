// The parts of libgit2 that talk to a network, in the program of the packages: none. mlpipe reaches remotes through the
// programs git and ssh and asks libgit2 for nothing of the kind, but libgit2's tables name its transports. Defined here,
// they keep those and what stands behind them (TLS, SSH, Kerberos, of which there is no static library) out of a program
// that no update of the system would ever reach.
//
// The names beside the two transports are internal to libgit2 1.5; with another version the link fails.
#include <git2.h>
#include <git2/sys/transport.h>

namespace {

int refuse() {
    git_error_set_str(GIT_ERROR_NET, "this program has no network of its own");
    return GIT_ERROR;
}

}  // namespace

extern "C" {

bool git_http__expect_continue = false;

int git_smart_subtransport_http(git_smart_subtransport**, git_transport*, void*) {
    return refuse();
}
int git_smart_subtransport_ssh(git_smart_subtransport**, git_transport*, void*) {
    return refuse();
}

int git_transport_ssh_global_init() {
    return 0;
}
int git_mbedtls_stream_global_init() {
    return 0;
}
int git_mbedtls__set_cert_location(const char*, const char*) {
    return refuse();
}
}
