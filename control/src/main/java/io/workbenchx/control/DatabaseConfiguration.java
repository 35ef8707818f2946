package io.workbenchx.control;

import javax.sql.DataSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.MatchAlwaysTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/** How the control plane talks to its database. */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {

    /** The client for calls of database functions that write for the application. */
    public static final String FUNCTIONS = "functions";

    /** Takes the place of the one Spring Boot would make. */
    @Bean
    PlatformTransactionManager transactionManager(DataSource database) {
        return new DatabaseTransactions(database);
    }

    /**
     * Every statement runs in a transaction, its own where there is none: only transactions tell the database who is asking, and row-level
     * security refuses whoever does not say.
     */
    @Bean
    JdbcOperations jdbcOperations(DataSource database, TransactionManager transactions) {
        ProxyFactory proxy = new ProxyFactory(new JdbcTemplate(database));
        proxy.addAdvice(new TransactionInterceptor(transactions, new MatchAlwaysTransactionAttributeSource()));
        return (JdbcOperations) proxy.getProxy();
    }

    @Bean
    NamedParameterJdbcTemplate namedParameterJdbcTemplate(JdbcOperations operations) {
        return new NamedParameterJdbcTemplate(operations);
    }

    @Bean
    JdbcClient jdbcClient(NamedParameterJdbcTemplate operations) {
        return JdbcClient.create(operations);
    }

    /** Calls the owner's functions, which ask nobody who is asking: one statement, one commit, one trip. */
    @Bean(defaultCandidate = false)
    @Qualifier(FUNCTIONS) JdbcClient functions(DataSource database) {
        return JdbcClient.create(database);
    }
}
