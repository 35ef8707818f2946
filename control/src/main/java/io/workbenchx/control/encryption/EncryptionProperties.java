package io.workbenchx.control.encryption;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the engine may see.
 *
 * @param encryption {@code on}: payloads are encrypted before the engine gets them; {@code off}: it sees them as they are. What was encrypted
 *     can be read either way
 */
@ConfigurationProperties("workbenchx.engine")
public record EncryptionProperties(@DefaultValue("on") boolean encryption) {}
