package io.workbenchx.control.run;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Prices.
 *
 * @param usdPerCpuSecond what one second of one core costs
 */
@ConfigurationProperties("workbenchx.cost")
public record CostRates(@DefaultValue("0.00001") BigDecimal usdPerCpuSecond) {

    /** Rounded up to the ledger's six decimals, so that a reservation always covers what it is for. */
    public BigDecimal usdOfCpuSeconds(BigDecimal cpuSeconds) {
        return cpuSeconds.multiply(usdPerCpuSecond).setScale(6, RoundingMode.CEILING);
    }
}
