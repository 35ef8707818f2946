package io.workbenchx.control.encryption;

import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How keys are read and made: as the workbench's own work, whoever's request needs them, in transactions apart from all others. A key that
 * something was encrypted with must not vanish because the transaction around it is rolled back.
 */
@Component
class KeyDatabase {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    KeyDatabase(DataSource database) {
        // Another object than the one that transactions of this thread are bound to: hence another connection.
        DataSource apart = new DelegatingDataSource(database);
        this.jdbc = JdbcClient.create(apart);
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(apart));
    }

    /**
     * Does some work in a transaction of its own.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    <T> T asWorkbench(Function<JdbcClient, T> work) {
        try {
            @Nullable T result = transactions.execute(status -> {
                jdbc.sql("select set_config('wbx.scope', 'workbench', true)")
                        .query(String.class)
                        .single();
                return work.apply(jdbc);
            });
            if (result == null) {
                throw new IllegalStateException("a transaction gives back what its work did");
            }
            return result;
        } catch (TransactionException away) {
            throw new DataAccessResourceFailureException("The database does not answer", away);
        }
    }
}
