package dev.kdumpstop.api.timing;

import dev.kdumpstop.api.Extension;
import dev.kdumpstop.api.option.OptionValues;
import org.apiguardian.api.API;

/** A named timing profile with options; a {@link java.util.ServiceLoader} service. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface TimingProfileProvider extends Extension {
    /** The numbers. */
    TimingProfile create(OptionValues options);
}
