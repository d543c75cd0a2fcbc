#include <algorithm>

#include "sync/mesh/membership/limits.h"
#include "sync/mesh/membership/membership.pb.h"
#include "sync/mesh/membership/message.h"

namespace segue::membership {
namespace {

void write(const Update& u, wire::Update& out) {
    out.set_node(u.node.to_string());
    out.set_incarnation(u.incarnation);
    out.set_life(static_cast<wire::Life>(u.life));
    out.set_name(u.name);
    for (const std::string& a : u.addresses) out.add_addresses(a);
    if (!u.accuser.is_none()) out.set_accuser(u.accuser.to_string());
}

bool read(const wire::Update& in, Update& u) {
    const auto node = NodeId::from_bytes(in.node());
    const auto& addresses = in.addresses();
    if (!node || node->is_none() || in.life() < wire::ALIVE || in.life() > wire::LEFT ||
        in.name().size() > name_bytes_max || addresses.size() > static_cast<int>(addresses_max) ||
        std::any_of(addresses.begin(), addresses.end(),
                    [](const std::string& a) { return a.size() > address_bytes_max; }))
        return false;
    NodeId accuser;
    if (!in.accuser().empty()) {
        const auto id = NodeId::from_bytes(in.accuser());
        if (!id) return false;
        accuser = *id;
    }
    u = {*node,  in.incarnation(), static_cast<Life>(in.life()), in.name(), {addresses.begin(), addresses.end()},
         accuser};
    return true;
}

static_assert(static_cast<int>(Life::left) == wire::LEFT && static_cast<int>(Life::suspect) == wire::SUSPECT);

}  // namespace

Bytes encode(const Packet& packet) {
    wire::Packet out;
    out.set_type(static_cast<wire::Packet::Type>(static_cast<int>(packet.type) + 1));
    out.set_number(packet.number);
    if (!packet.target.is_none()) out.set_target(packet.target.to_string());
    out.set_urgent(packet.urgent);
    for (const Update& u : packet.updates) write(u, *out.add_updates());
    Bytes bytes(out.ByteSizeLong());
    out.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

Result<Packet, PacketError> decode(BytesView bytes) {
    if (bytes.size() > packet_bytes_max) return fail(PacketError::too_long, "a membership packet is too long");
    const auto malformed = [] { return fail(PacketError::malformed, "a membership packet cannot be read"); };
    wire::Packet in;
    if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return malformed();
    if (in.type() < wire::Packet::PING || in.type() > wire::Packet::NEWS) return malformed();
    if (in.updates_size() > static_cast<int>(updates_per_packet_max)) return malformed();
    Packet packet;
    packet.type = static_cast<Packet::Type>(static_cast<int>(in.type()) - 1);
    packet.number = in.number();
    packet.urgent = in.urgent();
    if (packet.type == Packet::Type::ask) {
        const auto target = NodeId::from_bytes(in.target());
        if (!target || target->is_none()) return malformed();
        packet.target = *target;
    }
    packet.updates.resize(static_cast<std::size_t>(in.updates_size()));
    for (int i = 0; i < in.updates_size(); ++i)
        if (!read(in.updates(i), packet.updates[static_cast<std::size_t>(i)])) return malformed();
    return packet;
}

std::size_t encoded_size(const Update& u) {
    wire::Update w;
    write(u, w);
    const std::size_t n = w.ByteSizeLong();
    return n + (n < 128 ? 2 : 3);
}

}  // namespace segue::membership
