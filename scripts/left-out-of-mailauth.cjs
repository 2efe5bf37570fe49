// Stands in mailauth's bundle for what the desk never uses of it (helpdesk/adapters/authentication): the logos of BIMI, and
// charsets, which say nothing about a signature; libmime takes UTF-8 where there is no decoder.
module.exports = {
	Agent: class {},
	convert: () => undefined,
	decode: (bytes) => bytes.toString(),
};
