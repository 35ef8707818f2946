package io.workbenchx.control;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionTemplate;

class DatabaseTransactionsTest {

    @Test
    void tellsThatTheDatabaseIsAwayWhenATransactionBegins() {
        TransactionTemplate transaction = new TransactionTemplate(new DatabaseTransactions(new Away()));
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {}))
                .isInstanceOf(DataAccessException.class)
                .hasRootCauseInstanceOf(SQLTransientConnectionException.class);
    }

    @Test
    void tellsThatTheDatabaseWentAwayWhenATransactionIsRolledBack() {
        DataSource database = TestDatabase.application();
        TransactionTemplate transaction = new TransactionTemplate(new DatabaseTransactions(database));
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    close(DataSourceUtils.getConnection(database));
                    throw new IllegalStateException("what the work says about it");
                }))
                .isInstanceOf(DataAccessException.class);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Away extends AbstractDataSource {

        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLTransientConnectionException("Connection is not available");
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }
}
