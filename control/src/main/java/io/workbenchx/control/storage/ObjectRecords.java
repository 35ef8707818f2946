package io.workbenchx.control.storage;

import io.workbenchx.control.DatabaseConfiguration;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.providers.store.ObjectStore.StoredObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What the control plane knows of the objects in the store. */
@Component
class ObjectRecords {

    private final JdbcClient functions;
    private final AuditLog audit;
    private final TransactionTemplate ownTransaction;

    ObjectRecords(
            @Qualifier(DatabaseConfiguration.FUNCTIONS) JdbcClient functions,
            AuditLog audit,
            PlatformTransactionManager transactions) {
        this.functions = functions;
        this.audit = audit;
        this.ownTransaction = new TransactionTemplate(transactions);
        ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Says that these bytes are about to be stored: nobody deletes them until the grace period is over. */
    void claim(StoredObject object) {
        functions
                .sql("select 1 from ops.claim_object(?, ?)")
                .params(object.sha256(), object.bytes())
                .query(Integer.class)
                .single();
    }

    /** Records, once, that an object is not what it was; also when the work that found it fails for that reason. */
    void damaged(String sha256, String reason) {
        ownTransaction.executeWithoutResult(status -> {
            if (functions
                    .sql("select ops.damage_object(?)")
                    .param(sha256)
                    .query(Boolean.class)
                    .single()) {
                audit.recordUnidentified(
                        "workbench", "object.damaged", "objects/sha256:" + sha256, Map.of("reason", reason));
            }
        });
    }

    /** Makes objects known that the store has and nobody has claimed; returns how many. */
    long adopt(List<StoredObject> present) {
        return functions
                .sql("select ops.adopt_objects(?, ?)")
                .param(digests(present))
                .param(present.stream().map(StoredObject::bytes).toArray(Long[]::new))
                .query(Long.class)
                .single();
    }

    /** What nobody has claimed since then, and nothing refers to. */
    List<StoredObject> unreferenced(Instant claimedBefore) {
        return functions
                .sql("select sha256, bytes from ops.unreferenced_objects(?)")
                .param(claimedBefore.atOffset(ZoneOffset.UTC))
                .query((row, n) -> new StoredObject(row.getString(1), row.getLong(2)))
                .list();
    }

    /** Forgets an object unless it is garbage no more, and does the rest while nobody can claim it. */
    boolean drop(StoredObject object, Instant claimedBefore, Runnable rest) {
        return Boolean.TRUE.equals(ownTransaction.execute(status -> {
            boolean dropped = functions
                    .sql("select ops.drop_object(?, ?)")
                    .params(object.sha256(), claimedBefore.atOffset(ZoneOffset.UTC))
                    .query(Boolean.class)
                    .single();
            if (dropped) {
                rest.run();
            }
            return dropped;
        }));
    }

    /** What something refers to and is not among these. */
    List<String> missing(List<StoredObject> present) {
        return functions
                .sql("select sha256 from ops.missing_objects(?)")
                .param(digests(present))
                .query(String.class)
                .list();
    }

    private static String[] digests(List<StoredObject> objects) {
        return objects.stream().map(StoredObject::sha256).toArray(String[]::new);
    }
}
