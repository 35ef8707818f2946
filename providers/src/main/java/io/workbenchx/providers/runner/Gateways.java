package io.workbenchx.providers.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the holder of a lease does for its workload: opens its ways out, for as long as it holds it. */
final class Gateways implements WorkloadLease {

    private final WatchLease lease;
    private final List<Runnable> sockets = new ArrayList<>();

    Gateways(WatchLease lease) {
        this.lease = lease;
    }

    void open(
            RunDirectory directory,
            LaunchRecord record,
            List<PublicAddress.Network> networks,
            Consumer<EgressAttempt> refused) {
        WorkloadSpec.Gateway workbench = record.workbench();
        if (workbench != null) {
            sockets.add(ApiSocket.serve(directory.apiSocket(), record.uid(), workbench)::close);
        }
        if (!record.egress().isEmpty()) {
            EgressDoor door = new EgressDoor(record.egress(), networks, refused);
            sockets.add(GatewaySocket.serve(directory.egressSocket(), record.uid(), door)::close);
        }
    }

    @Override
    public long fence() {
        return lease.fence();
    }

    @Override
    public void check() {
        lease.check();
    }

    @Override
    public void close() {
        try (lease) {
            sockets.forEach(Runnable::run);
        }
    }
}
