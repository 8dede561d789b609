#pragma once
#include <memory>

#include "http/message.h"
#include "sensorthings/core.h"
#include "sensorthings/options.h"
#include "sensorthings/resource_path.h"

/// Observations as they come in, to whoever asks for a list of them as `text/event-stream`.
namespace sas::sensorthings {

/// Whether the client wants a stream of events rather than one answer (HTML standard, "Server-sent events").
[[nodiscard]] bool wants_events(const http::Request& request);

/// The stream of a list of Observations: "Observations", "Datastreams(1)/Observations". An event `values`
/// holds what was committed since the one before, {"value": […]} as the list itself would; its id is what
/// `Last-Event-ID` goes on from. `open` says that the stream stands, `missed` that too much went by to tell. Of the
/// options $filter and $select hold. A series that is closed to the asker meanwhile is told of no more. Errors
/// `url-invalid`, `url-unknown` and those of LiveFilter. `core` lives on until the stream ends.
[[nodiscard]] Result<http::Response> live_observations(const std::shared_ptr<Core>& core, std::string_view base,
                                                       const ResourcePath& path, const Options& options,
                                                       const Access& access, const http::Request& request);

}  // namespace sas::sensorthings
